//! Items that those who get them put in order.
//!
//! # How nothing foreign runs under a lock
//!
//! ```text
//!   put ──►  inbox  ──── all at once ────►  heap  ──►  get
//!         behind a lock that is held        checked out by one getter at a time,
//!         for a few instructions            who compares; the others wait
//! ```
//!
//! A getter checks the heap out, takes over what is in the inbox, and only then compares, with no lock
//! held but that the heap is out. So a comparison may put into the queue, ask for its length, close
//! it. What it cannot do is get: the heap is out. A getter knows by the word of the heap's lock, which
//! holds the key of who has it, that it waits for itself, and fails instead.
//!
//! # Why each operation happens at one moment
//!
//! That moment is its last use of the inbox's lock ([`pile`](super::pile), 1). For a get it is when it
//! takes over the inbox, and counts one item less. Only whoever has the heap gets, and at that moment
//! all other items are in the heap: so the item that it will find to be the first of them is the first
//! of all that are in the queue at that moment, and what is put from then on is put later. A place
//! becomes free at that moment, too.
//!
//! # When a comparison panics
//!
//! Then the get has not happened: the item is counted again before the heap goes back. Other getters
//! wait for the heap before they say that there is none, so they cannot have missed it. Nor need anybody
//! be woken: a comparison takes two items, so the other one was counted all the time, and somebody is
//! awake for it, who passes the wake-up on. But the place of the item may have been taken meanwhile, and
//! then the queue holds one item more than there is room for. The [`heap`](super::heap) has all items, in
//! whatever order, and the next getter puts them in order.
//!
//! A shutdown that takes all items counts them out at once, so that nobody gets one any more, and then
//! waits for those that are in the heap.

use runtime::{Deadline, Native, NativeCell, Runtime};

use super::heap::Heap;
use super::pile::Pile;
use super::{CapacityError, GetError, PutError, Shutdown};
use crate::raw_rlock::key;
use crate::word_lock::WordLock;

#[derive(Debug)]
pub(super) struct Sorting<T: Send, R: Runtime> {
    /// What has been put since the heap was checked out last. Counts all items.
    inbox: Pile<T, R>,
    /// Who has the heap.
    desk: WordLock<R>,
    inside: R::Cell<Inside<T>>,
}

/// What a getter checks out.
#[derive(Debug)]
struct Inside<T> {
    heap: Heap<T>,
    /// What was in the inbox. Empty between two getters, but for its room.
    arrived: Vec<T>,
}

/// The heap, checked out. It goes back when this is dropped: first the access ends, then others may.
struct CheckedOut<'a, T: Send, R: Runtime> {
    inside: R::Exclusive<'a, Inside<T>>,
    back: Back<'a, T, R>,
}

struct Back<'a, T: Send, R: Runtime> {
    items: &'a Sorting<T, R>,
    /// Whether an item has been counted out that was not taken out yet.
    owes_one: bool,
}

impl<T> Inside<T> {
    const fn with(heap: Heap<T>) -> Self {
        Self { heap, arrived: Vec::new() }
    }
}

impl<T: Send> Sorting<T, Native> {
    pub(super) const fn new() -> Self {
        let inside = NativeCell::new(Inside::with(Heap::new()));
        Self { inbox: Pile::new(), desk: WordLock::new(), inside }
    }
}

impl<T: Send, R: Runtime> Sorting<T, R> {
    /// Nothing, without a limit, as a part of the queue that `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self::with(word, Pile::part_of(word), Heap::new())
    }

    /// Nothing, with room for `capacity` items.
    #[track_caller]
    pub(super) fn bounded_part_of(word: &R::Futex, capacity: usize) -> Result<Self, CapacityError> {
        let (places, heap) = Heap::bounded(capacity)?;
        Ok(Self::with(word, Pile::bounded_part_of(word, Vec::new(), places), heap))
    }

    #[track_caller]
    fn with(word: &R::Futex, inbox: Pile<T, R>, heap: Heap<T>) -> Self {
        Self { inbox, desk: WordLock::part_of(word), inside: R::cell(Inside::with(heap)) }
    }

    pub(super) fn capacity(&self) -> Option<usize> {
        self.inbox.capacity()
    }

    pub(super) fn is_full(&self) -> bool {
        self.inbox.is_full()
    }

    #[inline]
    pub(super) fn try_put(&self, word: &R::Futex, item: T) -> Result<(), PutError<T>> {
        self.inbox.try_put(word, item)
    }

    #[inline]
    pub(super) fn put_until(
        &self,
        word: &R::Futex,
        item: T,
        deadline: Deadline,
    ) -> Result<(), PutError<T>> {
        self.inbox.put_until(word, item, deadline)
    }

    #[inline]
    pub(super) fn try_get(&self, word: &R::Futex) -> Result<T, GetError>
    where
        T: Ord,
    {
        self.count_one_out(word).map(CheckedOut::pop)
    }

    #[inline]
    pub(super) fn get_until(&self, word: &R::Futex, deadline: Deadline) -> Result<T, GetError>
    where
        T: Ord,
    {
        let counted_out = match self.count_one_out(word) {
            Err(GetError::Empty) => {
                self.inbox.wait_to_get(word, deadline, || self.count_one_out(word))
            }
            result => result,
        };
        counted_out.map(CheckedOut::pop)
    }

    /// Checks the heap out with an item that the caller has to take out of it.
    #[inline]
    fn count_one_out(&self, word: &R::Futex) -> Result<CheckedOut<'_, T, R>, GetError> {
        if self.is_with_caller() {
            return Err(GetError::Reentrant);
        }
        let mut out = self.check_out();
        let Inside { heap, arrived } = &mut *out.inside;
        let only_one = self.inbox.try_get(word, |inbox| {
            if inbox.len() > 1 {
                std::mem::swap(inbox, arrived);
            }
            inbox.pop()
        })?;
        out.back.owes_one = true;
        if let Some(item) = only_one {
            heap.push(item);
        }
        Ok(out)
    }

    /// Whether the calling thread has checked the heap out.
    #[inline]
    fn is_with_caller(&self) -> bool {
        self.desk.holder() == key::<R>()
    }

    #[inline]
    fn check_out(&self) -> CheckedOut<'_, T, R> {
        let _ = self.desk.lock(key::<R>(), Deadline::NEVER);
        // SAFETY: the heap is ours until `back` is dropped, which is after the access; the Acquire
        // that took the lock pairs with the Release by which the previous user gave it back.
        #[allow(unsafe_code)]
        let inside = unsafe { R::open(&self.inside) };
        CheckedOut { inside, back: Back { items: self, owes_one: false } }
    }

    pub(super) fn shut_down(&self, word: &R::Futex, how: Shutdown) -> Vec<T> {
        match how {
            Shutdown::Drain => {
                self.inbox.close(word);
                Vec::new()
            }
            Shutdown::Immediate if self.is_with_caller() => self.inbox.clear_here(word),
            Shutdown::Immediate => {
                let inbox = self.inbox.clear(word);
                let mut left = self.check_out().inside.heap.take_all();
                left.extend(inbox);
                left
            }
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.inbox.len()
    }

    pub(super) fn puts(&self) -> u32 {
        self.inbox.puts()
    }

    pub(super) fn puts_now(&self) -> u32 {
        self.inbox.puts_now()
    }
}

impl<T: Ord + Send, R: Runtime> CheckedOut<'_, T, R> {
    /// Takes the least item out.
    #[inline]
    fn pop(mut self) -> T {
        let Inside { heap, arrived } = &mut *self.inside;
        if !arrived.is_empty() {
            heap.add(arrived);
        }
        let least = heap.pop().expect("there is an item for each that was counted out");
        self.back.owes_one = false;
        least
    }
}

impl<T: Send, R: Runtime> Drop for Back<'_, T, R> {
    #[inline]
    fn drop(&mut self) {
        if R::is_abandoned() {
            return;
        }
        if self.owes_one {
            // Before others can have the heap: see the module.
            self.items.inbox.count_again();
        }
        self.items.desk.unlock();
    }
}
