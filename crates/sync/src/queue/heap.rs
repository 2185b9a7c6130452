//! A heap that loses nothing when a comparison panics.
//!
//! The standard library's takes an item out before it has put the others in order; a panic meanwhile
//! drops it. Here items only change places, and the last step takes one out.

use super::{CapacityError, capacity};

/// Items, of which the least can be had; of equal ones, the one that was added first.
#[derive(Debug)]
pub(super) struct Heap<T> {
    entries: Vec<Entry<T>>,
    /// So many entries in front are a heap: none is less than its parent.
    ordered: usize,
    /// As which one the next item is added.
    next: u64,
}

#[derive(Debug)]
struct Entry<T> {
    item: T,
    added_as: u64,
}

impl<T> Heap<T> {
    pub(super) const fn new() -> Self {
        Self::with(Vec::new())
    }

    /// A heap with room for `capacity` items, and how many those are.
    pub(super) fn bounded(capacity: usize) -> Result<(u32, Self), CapacityError> {
        let (places, entries) = capacity::reserve(capacity)?;
        Ok((places, Self::with(entries)))
    }

    const fn with(entries: Vec<Entry<T>>) -> Self {
        Self { entries, ordered: 0, next: 0 }
    }

    /// Adds an item, without a comparison.
    #[inline]
    pub(super) fn push(&mut self, item: T) {
        self.entries.push(Entry { item, added_as: self.next });
        self.next += 1;
    }

    /// Adds all items, in their order, without a comparison.
    pub(super) fn add(&mut self, items: &mut Vec<T>) {
        // Before any item is on its way: what panics here loses none.
        self.entries.reserve(items.len());
        for item in items.drain(..) {
            self.push(item);
        }
    }

    /// All items, in the order in which they were added.
    pub(super) fn take_all(&mut self) -> Vec<T> {
        let Self { mut entries, .. } = std::mem::replace(self, Self::new());
        entries.sort_unstable_by_key(|entry| entry.added_as);
        entries.into_iter().map(|entry| entry.item).collect()
    }
}

impl<T: Ord> Heap<T> {
    /// Takes the least item out. A comparison that panics leaves all items where they can be taken.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        let last = self.entries.len().checked_sub(1)?;
        // Until it is again, by the end of a comparison that did not panic.
        let ordered = std::mem::take(&mut self.ordered);
        if ordered < last {
            order(&mut self.entries[..last], ordered);
        }
        // The last entry need not be in order: either it is the least, or it goes where that was.
        if last == 0 || ordered > last || !self.entries[last].is_before(&self.entries[0]) {
            self.entries.swap(0, last);
            refill(&mut self.entries[..last]);
        }
        self.ordered = last;
        Some(self.entries.pop()?.item)
    }
}

impl<T: Ord> Entry<T> {
    /// `then`, which evaluates both, needs no jump; which child is the first one, nobody can foretell.
    #[inline]
    fn is_before(&self, other: &Self) -> bool {
        self.item.cmp(&other.item).then(self.added_as.cmp(&other.added_as)).is_lt()
    }
}

/// Makes a heap of all entries; so many in front are one.
#[inline(never)]
fn order<T: Ord>(entries: &mut [Entry<T>], ordered: usize) {
    let all = entries.len();
    if ordered < all / 2 {
        for parent in (0..all / 2).rev() {
            sift_down(entries, parent);
        }
    } else {
        for added in ordered..all {
            sift_up(entries, added);
        }
    }
}

/// Moves an entry up to where it belongs; all above it are in order.
fn sift_up<T: Ord>(entries: &mut [Entry<T>], mut at: usize) {
    while at > 0 {
        let parent = (at - 1) / 2;
        if !entries[at].is_before(&entries[parent]) {
            break;
        }
        entries.swap(at, parent);
        at = parent;
    }
}

/// The child of `parent` that is before the other one.
#[inline]
fn first_child<T: Ord>(entries: &[Entry<T>], parent: usize) -> Option<usize> {
    let left = 2 * parent + 1;
    match entries.get(left..left + 2) {
        Some([one, other]) => Some(left + usize::from(other.is_before(one))),
        _ => (left < entries.len()).then_some(left),
    }
}

/// Moves an entry down to where it belongs; all below it is in order.
fn sift_down<T: Ord>(entries: &mut [Entry<T>], mut at: usize) {
    while let Some(child) = first_child(entries, at) {
        if !entries[child].is_before(&entries[at]) {
            break;
        }
        entries.swap(at, child);
        at = child;
    }
}

/// Moves the foremost entry, which was the last one, to where it belongs; the others are in order.
///
/// It probably belongs near the end. So it goes all the way down, which takes one comparison a level,
/// and then up again, instead of two a level on the way down.
fn refill<T: Ord>(entries: &mut [Entry<T>]) {
    let mut at = 0;
    while let Some(child) = first_child(entries, at) {
        entries.swap(at, child);
        at = child;
    }
    sift_up(entries, at);
}
