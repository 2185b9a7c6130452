use std::borrow::Cow;
use std::time::Duration;

use runtime::{Atomic, Deadline, Futex, Kind, Native, NativeFutex, Runtime};

use super::iter::{Iter, TryIter};
use super::operations::{looks, ways_to_get, ways_to_put};
use super::pile::Pile;
use super::{CapacityError, GetError, PutError, Shutdown, capacity};

/// Last in, first out, for any number of threads on both sides: `queue.LifoQueue`.
///
/// What is got is the item that was put last of those that are there. What a thread did before it put
/// an item happens before what the thread does that gets it.
///
/// Both sides work at the same end, so they share one lock, which is held for as long as it takes to
/// move an item. Uncontended, an operation is one read-modify-write. Not fair, neither to threads nor
/// to items: while new ones come, the first one stays. Nothing of the items' own, no `drop`, runs
/// while the lock is held, so an item may use the queue when it is dropped.
///
/// Without a limit there is room for 2³² − 2 items; after that a put waits.
///
/// # Differences from Python
///
/// Those of a [`Queue`](crate::Queue).
///
/// # Examples
///
/// ```
/// use plainweave_sync::LifoQueue;
///
/// static PLATES: LifoQueue<&str> = LifoQueue::new();
///
/// PLATES.put("washed first")?;
/// PLATES.put("washed last")?;
/// assert_eq!(PLATES.get()?, "washed last");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct LifoQueue<T: Send, R: Runtime = Native> {
    /// Whether the queue takes no more items. Stands for the whole object.
    closed: R::Futex,
    items: Pile<T, R>,
}

impl<T: Send> LifoQueue<T> {
    /// Creates a queue without a limit. Python: `LifoQueue()`.
    ///
    /// It allocates when the first item is put.
    pub const fn new() -> Self {
        Self { closed: NativeFutex::new(0), items: Pile::new() }
    }

    /// Creates a queue with room for `capacity` items. Python: `LifoQueue(capacity)`.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0, or more than there is memory or than 2³¹;
    /// [`try_bounded`](LifoQueue::try_bounded) says so instead.
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        Self::bounded_in(capacity)
    }

    /// Creates a queue with room for `capacity` items.
    ///
    /// # Errors
    ///
    /// [`CapacityError`] if that is 0, too much to count, or more than there is memory.
    pub fn try_bounded(capacity: usize) -> Result<Self, CapacityError> {
        Self::try_bounded_in(capacity)
    }
}

impl<T: Send> Default for LifoQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send, R: Runtime> LifoQueue<T, R> {
    /// Creates a queue without a limit on the runtime `R`; [`new`](LifoQueue::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Self { items: Pile::part_of(&closed), closed }
    }

    /// Creates a queue with room for `capacity` items on the runtime `R`;
    /// [`bounded`](LifoQueue::bounded) for models.
    ///
    /// # Panics
    ///
    /// As of [`bounded`](LifoQueue::bounded).
    #[track_caller]
    pub fn bounded_in(capacity: usize) -> Self {
        match Self::try_bounded_in(capacity) {
            Ok(queue) => queue,
            Err(error) => panic!("{error}"),
        }
    }

    /// Creates a queue with room for `capacity` items on the runtime `R`.
    ///
    /// # Errors
    ///
    /// As of [`try_bounded`](LifoQueue::try_bounded).
    #[track_caller]
    pub fn try_bounded_in(capacity: usize) -> Result<Self, CapacityError> {
        let (places, items) = capacity::reserve(capacity)?;
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Ok(Self { items: Pile::bounded_part_of(&closed, items, places), closed })
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { closed: self.closed.named(name.into()), ..self }
    }

    ways_to_put! { " on top" }

    ways_to_get! { "the last item"; }

    /// The items as they come, until the queue is shut down and empty.
    pub fn iter(&self) -> Iter<'_, Self> {
        Iter::new(self)
    }

    /// The items that are there, until there is none.
    pub fn try_iter(&self) -> TryIter<'_, Self> {
        TryIter::new(self)
    }

    looks! {}

    /// Whether there is no room; a snapshot, as [`len`](LifoQueue::len). Never so without a limit.
    /// Python: `full()`.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        R::call(&self.closed, "is_full", || self.items.is_full())
    }

    /// How many items there is room for; `None` without a limit. Python: `maxsize`.
    pub fn capacity(&self) -> Option<usize> {
        self.items.capacity()
    }

    /// Takes no more items, for good, and wakes all who wait. Python: `shutdown(immediate)`.
    ///
    /// The items that are there can still be got, or come back from here, in the order in which they
    /// were put, as `how` says. A second call may only be stricter.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Vec<T> {
        R::call(&self.closed, "shutdown", || self.shut_down(how))
    }
}

/// The operations themselves.
impl<T: Send, R: Runtime> LifoQueue<T, R> {
    #[inline]
    pub(super) fn put_now(&self, item: T) -> Result<(), PutError<T>> {
        self.items.try_put(&self.closed, item)
    }

    #[inline]
    pub(super) fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        self.items.put_until(&self.closed, item, deadline)
    }

    #[inline]
    pub(super) fn get_now(&self) -> Result<T, GetError> {
        let pop = |items: &mut Vec<T>| items.pop().expect("there are as many items as are counted");
        self.items.try_get(&self.closed, pop)
    }

    #[inline]
    pub(super) fn get_by(&self, deadline: Deadline) -> Result<T, GetError> {
        match self.get_now() {
            Err(GetError::Empty) => {
                self.items.wait_to_get(&self.closed, deadline, || self.get_now())
            }
            result => result,
        }
    }

    pub(super) fn shut_down(&self, how: Shutdown) -> Vec<T> {
        match how {
            Shutdown::Drain => {
                self.items.close(&self.closed);
                Vec::new()
            }
            Shutdown::Immediate => self.items.clear(&self.closed),
        }
    }

    /// How many items there are, at a moment during the call.
    pub(super) fn count(&self) -> usize {
        self.items.len() as usize
    }

    /// How many items were put so far, modulo 2³²: all those that were got are counted.
    pub(super) fn puts(&self) -> u32 {
        self.items.puts()
    }

    /// How many items were put, modulo 2³²: exactly so at a moment during the call.
    pub(super) fn puts_now(&self) -> u32 {
        self.items.puts_now()
    }

    /// The word that stands for the object.
    pub(super) fn word(&self) -> &R::Futex {
        &self.closed
    }
}
