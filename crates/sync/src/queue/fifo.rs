use std::borrow::Cow;
use std::time::Duration;

use runtime::{Atomic, Deadline, Futex, Kind, Native, NativeFutex, Runtime};

use super::chain::Chain;
use super::iter::{Iter, TryIter};
use super::operations::{looks, ways_to_get, ways_to_put};
use super::ring::Ring;
use super::{CapacityError, GetError, PutError, Shutdown};

/// First in, first out, for any number of threads on both sides: `queue.Queue`.
///
/// Items are got in the order in which they were put; those that one thread puts are got in the
/// order in which it put them. What a thread did before it put an item happens before what the thread
/// does that gets it; with a limit, what a thread did before it got an item also happens before what
/// the thread does that puts into the place that became free.
///
/// The two sides share nothing but the places of the items: each has a lock of its own, which is held
/// for as long as it takes to move an item. Uncontended, an operation is one read-modify-write. Not
/// fair: a thread that comes at the right moment overtakes those that sleep. Nothing of the items'
/// own, no `drop`, runs while a lock is held, so an item may use the queue when it is dropped.
///
/// # Differences from Python
///
/// * What could not be put comes back in the error.
/// * A thread that was woken and then fails, or is too late, passes the wake-up on: none is lost.
/// * [`shutdown`](Queue::shutdown) gives the items back that it removes.
/// * `task_done` and `join` are those of a [`JoinableQueue`](crate::JoinableQueue).
/// * The limit cannot be changed later. Negative and NaN timeouts cannot be written, a timeout too
///   long for the clock is for ever, and the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{Queue, Shutdown};
/// use std::thread;
///
/// let queue = Queue::bounded(2);
/// thread::scope(|scope| {
///     scope.spawn(|| {
///         for number in 1..=10 {
///             queue.put(number).expect("nobody shuts the queue down before");
///         }
///         queue.shutdown(Shutdown::Drain);
///     });
///     assert_eq!(queue.iter().sum::<u32>(), 55);
/// });
/// ```
#[derive(Debug)]
pub struct Queue<T: Send, R: Runtime = Native> {
    /// Whether the queue takes no more items. Stands for the whole object.
    closed: R::Futex,
    items: Items<T, R>,
}

#[derive(Debug)]
enum Items<T: Send, R: Runtime> {
    Bounded(Ring<T, R>),
    Unbounded(Chain<T, R>),
}

impl<T: Send> Queue<T> {
    /// Creates a queue without a limit. Python: `Queue()`.
    ///
    /// It allocates when the first item is put.
    ///
    /// ```
    /// use plainweave_sync::Queue;
    ///
    /// static LETTERS: Queue<String> = Queue::new();
    ///
    /// LETTERS.put("for you".into())?;
    /// assert_eq!(LETTERS.get()?, "for you");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn new() -> Self {
        Self { closed: NativeFutex::new(0), items: Items::Unbounded(Chain::new()) }
    }

    /// Creates a queue with room for `capacity` items. Python: `Queue(capacity)`.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0, or more than there is memory or than 2³¹; [`try_bounded`](Queue::try_bounded)
    /// says so instead.
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

impl<T: Send> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send, R: Runtime> Queue<T, R> {
    /// Creates a queue without a limit on the runtime `R`; [`new`](Queue::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Self { items: Items::Unbounded(Chain::part_of(&closed)), closed }
    }

    /// Creates a queue with room for `capacity` items on the runtime `R`; [`bounded`](Queue::bounded)
    /// for models.
    ///
    /// # Panics
    ///
    /// As of [`bounded`](Queue::bounded).
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
    /// As of [`try_bounded`](Queue::try_bounded).
    #[track_caller]
    pub fn try_bounded_in(capacity: usize) -> Result<Self, CapacityError> {
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        Ok(Self { items: Items::Bounded(Ring::part_of(&closed, capacity)?), closed })
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { closed: self.closed.named(name.into()), ..self }
    }

    ways_to_put! { " at the end" }

    #[inline]
    pub(super) fn put_now(&self, item: T) -> Result<(), PutError<T>> {
        match &self.items {
            Items::Bounded(ring) => ring.try_put(&self.closed, item),
            Items::Unbounded(chain) => chain.put(&self.closed, item),
        }
    }

    #[inline]
    pub(super) fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        match &self.items {
            Items::Bounded(ring) => ring.put_until(&self.closed, item, deadline),
            Items::Unbounded(chain) => chain.put(&self.closed, item),
        }
    }

    ways_to_get! { "the first item"; }

    #[inline]
    pub(super) fn get_now(&self) -> Result<T, GetError> {
        match &self.items {
            Items::Bounded(ring) => ring.try_get(&self.closed),
            Items::Unbounded(chain) => chain.try_get(&self.closed),
        }
    }

    #[inline]
    pub(super) fn get_by(&self, deadline: Deadline) -> Result<T, GetError> {
        match &self.items {
            Items::Bounded(ring) => ring.get_until(&self.closed, deadline),
            Items::Unbounded(chain) => chain.get_until(&self.closed, deadline),
        }
    }

    /// The items as they come, until the queue is shut down and empty.
    pub fn iter(&self) -> Iter<'_, Self> {
        Iter::new(self)
    }

    /// The items that are there, until there is none.
    pub fn try_iter(&self) -> TryIter<'_, Self> {
        TryIter::new(self)
    }

    looks! {}

    /// Whether there is no room; a snapshot, as [`len`](Queue::len). Never so without a limit.
    /// Python: `full()`.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        R::call(&self.closed, "is_full", || Some(self.count()) == self.capacity())
    }

    pub(super) fn count(&self) -> usize {
        match &self.items {
            Items::Bounded(ring) => ring.len(),
            Items::Unbounded(chain) => chain.len(),
        }
    }

    /// How many items there is room for; `None` without a limit. Python: `maxsize`.
    pub fn capacity(&self) -> Option<usize> {
        match &self.items {
            Items::Bounded(ring) => Some(ring.capacity()),
            Items::Unbounded(_) => None,
        }
    }

    /// Takes no more items, for good, and wakes all who wait. Python: `shutdown(immediate)`.
    ///
    /// The items that are there can still be got, or come back from here, in their order, as `how`
    /// says. A second call may only be stricter.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Vec<T> {
        R::call(&self.closed, "shutdown", || self.shut_down(how))
    }

    pub(super) fn shut_down(&self, how: Shutdown) -> Vec<T> {
        let takes_all = how == Shutdown::Immediate;
        match &self.items {
            Items::Bounded(ring) => ring.shut_down(&self.closed, takes_all),
            Items::Unbounded(chain) => chain.shut_down(&self.closed, takes_all),
        }
    }

    /// How many items were put so far, modulo 2³²: all those that were got are counted.
    pub(super) fn puts(&self) -> u32 {
        match &self.items {
            Items::Bounded(ring) => ring.puts(),
            Items::Unbounded(chain) => chain.puts(),
        }
    }

    /// How many items were put, modulo 2³²: exactly so at a moment during the call.
    pub(super) fn puts_now(&self) -> u32 {
        match &self.items {
            Items::Bounded(ring) => ring.puts_now(),
            Items::Unbounded(chain) => chain.puts_now(),
        }
    }

    /// The word that stands for the object.
    pub(super) fn word(&self) -> &R::Futex {
        &self.closed
    }
}
