use std::borrow::Cow;
use std::time::Duration;

use runtime::{Atomic, Deadline, Futex, Kind, Native, NativeFutex, Runtime};

use super::iter::{Iter, TryIter};
use super::operations::{looks, ways_to_get, ways_to_put};
use super::sorting::Sorting;
use super::{CapacityError, GetError, PutError, Shutdown};

/// The least item first, for any number of threads on both sides: `queue.PriorityQueue`.
///
/// What is got is the least of the items that are there, as [`Ord`] says; of equal ones, the one that
/// was put first. For the greatest one first, put [`Reverse`](std::cmp::Reverse)s. What a thread did
/// before it put an item happens before what the thread does that gets it.
///
/// Putting takes constant time and compares nothing. Who gets compares, `O(log n)` for each item that
/// was put since, and one getter at a time: the others wait until it is done, also those that only
/// [try](PriorityQueue::try_get), and whatever their timeout. Uncontended, putting is one
/// read-modify-write and getting is two. Not fair.
///
/// Without a limit there is room for 2³² − 2 items; after that a put waits.
///
/// # Comparisons
///
/// While items are compared, no lock is held that is needed for anything but getting; while they are
/// dropped, none at all. So a comparison may use the queue, but not get from it: that is
/// [`GetError::Reentrant`]. If it [shuts the queue down](PriorityQueue::shutdown),
/// only those items come back that have not been compared yet. If it waits for another thread that
/// gets, both wait for ever.
///
/// A comparison that panics does so in the thread that gets. No item is lost and none is got: they can
/// all be got later, or come back from a [`shutdown`](PriorityQueue::shutdown). If others put in the
/// meantime, there may then be one item more than there is room for. Comparisons that contradict each
/// other lead to some order.
///
/// # Differences from Python
///
/// Those of a [`Queue`](crate::Queue), and:
///
/// * Equal items come in the order in which they were put. In Python they come in any order.
/// * A comparison that fails does so when an item is got, and the item is still there. In Python `put`
///   fails, and the item is there nevertheless.
///
/// # Examples
///
/// ```
/// use plainweave_sync::PriorityQueue;
///
/// static ERRANDS: PriorityQueue<(u8, &str)> = PriorityQueue::new();
///
/// ERRANDS.put((2, "water the plants"))?;
/// ERRANDS.put((1, "put out the fire"))?;
/// assert_eq!(ERRANDS.get()?, (1, "put out the fire"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PriorityQueue<T: Send, R: Runtime = Native> {
    /// Whether the queue takes no more items. Stands for the whole object.
    closed: R::Futex,
    items: Sorting<T, R>,
}

impl<T: Send> PriorityQueue<T> {
    /// Creates a queue without a limit. Python: `PriorityQueue()`.
    ///
    /// It allocates when the first item is put.
    pub const fn new() -> Self {
        Self { closed: NativeFutex::new(0), items: Sorting::new() }
    }

    /// Creates a queue with room for `capacity` items. Python: `PriorityQueue(capacity)`.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0, or more than there is memory or than 2³¹;
    /// [`try_bounded`](PriorityQueue::try_bounded) says so instead.
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

impl<T: Send> Default for PriorityQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send, R: Runtime> PriorityQueue<T, R> {
    /// Creates a queue without a limit on the runtime `R`; [`new`](PriorityQueue::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Self { items: Sorting::part_of(&closed), closed }
    }

    /// Creates a queue with room for `capacity` items on the runtime `R`;
    /// [`bounded`](PriorityQueue::bounded) for models.
    ///
    /// # Panics
    ///
    /// As of [`bounded`](PriorityQueue::bounded).
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
    /// As of [`try_bounded`](PriorityQueue::try_bounded).
    #[track_caller]
    pub fn try_bounded_in(capacity: usize) -> Result<Self, CapacityError> {
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Ok(Self { items: Sorting::bounded_part_of(&closed, capacity)?, closed })
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { closed: self.closed.named(name.into()), ..self }
    }

    ways_to_put! { "" }

    looks! {}

    /// Whether there is no room; a snapshot, as [`len`](PriorityQueue::len). Never so without a limit.
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
    /// were put, as `how` says. A second call may only be stricter. Nothing is compared, but those who
    /// compare are waited for.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Vec<T> {
        R::call(&self.closed, "shutdown", || self.shut_down(how))
    }
}

/// Getting compares.
impl<T: Ord + Send, R: Runtime> PriorityQueue<T, R> {
    ways_to_get! {
        "the least item", errors ", [`GetError::Reentrant`]";
        /// # Panics
        ///
        /// If a comparison does.
        ///
    }

    /// The items as they come, until the queue is shut down and empty.
    pub fn iter(&self) -> Iter<'_, Self> {
        Iter::new(self)
    }

    /// The items that are there, until there is none.
    pub fn try_iter(&self) -> TryIter<'_, Self> {
        TryIter::new(self)
    }
}

/// The operations themselves.
impl<T: Send, R: Runtime> PriorityQueue<T, R> {
    #[inline]
    pub(super) fn put_now(&self, item: T) -> Result<(), PutError<T>> {
        self.items.try_put(&self.closed, item)
    }

    #[inline]
    pub(super) fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        self.items.put_until(&self.closed, item, deadline)
    }

    #[inline]
    pub(super) fn get_now(&self) -> Result<T, GetError>
    where
        T: Ord,
    {
        self.items.try_get(&self.closed)
    }

    #[inline]
    pub(super) fn get_by(&self, deadline: Deadline) -> Result<T, GetError>
    where
        T: Ord,
    {
        self.items.get_until(&self.closed, deadline)
    }

    pub(super) fn shut_down(&self, how: Shutdown) -> Vec<T> {
        self.items.shut_down(&self.closed, how)
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
