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
//! wait for the heap before they say that there is none, so they cannot have missed it. But its place
//! may have been taken meanwhile, and then the queue holds one item more than there is room for. The
//! [`heap`](super::heap) has all items, in whatever order, and the next getter puts them in order.
//!
//! A shutdown that takes all items counts them out at once, so that nobody gets one any more, and then
//! waits for those that are in the heap.

use std::borrow::Cow;
use std::time::Duration;

use runtime::{Atomic, Deadline, Futex, Kind, Native, NativeCell, NativeFutex, Runtime};

use super::heap::Heap;
use super::iter::{Iter, TryIter};
use super::pile::Pile;
use super::{CapacityError, GetError, PutError, Shutdown};
use crate::raw_rlock::key;
use crate::word_lock::WordLock;

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
/// No lock is held while items are compared or dropped. A comparison may use the queue, but not get
/// from it: that is [`GetError::Reentrant`]. If it [shuts the queue down](PriorityQueue::shutdown),
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
    queue: &'a PriorityQueue<T, R>,
    /// Whether an item has been counted out that was not taken out yet.
    owes_one: bool,
}

impl<T: Send> PriorityQueue<T> {
    /// Creates a queue without a limit. Python: `PriorityQueue()`.
    ///
    /// It allocates when the first item is put.
    pub const fn new() -> Self {
        let inside = NativeCell::new(Inside { heap: Heap::new(), arrived: Vec::new() });
        Self { closed: NativeFutex::new(0), inbox: Pile::new(), desk: WordLock::new(), inside }
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
        Self::around(Pile::part_of(&closed), Heap::new(), closed)
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
        let heap = Heap::try_bounded(capacity)?;
        let closed = R::Futex::new(0).of_kind(Kind::Queue);
        let inbox = Pile::bounded_part_of(&closed, Vec::new(), capacity);
        Ok(Self::around(inbox, heap, closed))
    }

    #[track_caller]
    fn around(inbox: Pile<T, R>, heap: Heap<T>, closed: R::Futex) -> Self {
        let inside = R::cell(Inside { heap, arrived: Vec::new() });
        Self { inbox, desk: WordLock::part_of(&closed), inside, closed }
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { closed: self.closed.named(name.into()), ..self }
    }

    /// Puts an item, waiting until there is room. Python: `put(item)`.
    ///
    /// # Errors
    ///
    /// [`PutError::ShutDown`].
    #[inline]
    #[track_caller]
    pub fn put(&self, item: T) -> Result<(), PutError<T>> {
        R::call(&self.closed, "put", || self.put_by(item, Deadline::NEVER))
    }

    /// Puts an item if there is room. Python: `put_nowait(item)`.
    ///
    /// # Errors
    ///
    /// [`PutError::Full`], [`PutError::ShutDown`].
    #[inline]
    #[track_caller]
    pub fn try_put(&self, item: T) -> Result<(), PutError<T>> {
        R::call(&self.closed, "try_put", || self.put_now(item))
    }

    /// Puts an item unless there is no room for longer than `timeout`. Python:
    /// `put(item, timeout=…)`.
    ///
    /// # Errors
    ///
    /// [`PutError::TimedOut`], [`PutError::ShutDown`].
    #[track_caller]
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_until(item, R::deadline(timeout))
    }

    /// Puts an item unless there is no room before the deadline.
    ///
    /// # Errors
    ///
    /// [`PutError::TimedOut`], [`PutError::ShutDown`].
    #[track_caller]
    pub fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        R::call(&self.closed, "put_until", || self.put_by(item, deadline))
    }

    /// How many items there are. That was so at some moment during the call, and may not be any
    /// more. Python: `qsize()`.
    #[track_caller]
    pub fn len(&self) -> usize {
        R::call(&self.closed, "len", || self.count())
    }

    /// Whether there is no item; a snapshot, as [`len`](PriorityQueue::len). Python: `empty()`.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        R::call(&self.closed, "is_empty", || self.count() == 0)
    }

    /// Whether there is no room; a snapshot, as [`len`](PriorityQueue::len). Never so without a limit.
    /// Python: `full()`.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        R::call(&self.closed, "is_full", || self.inbox.is_full())
    }

    /// How many items there is room for; `None` without a limit. Python: `maxsize`.
    pub fn capacity(&self) -> Option<usize> {
        self.inbox.capacity()
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
    /// Gets the least item, waiting until there is one. Python: `get()`.
    ///
    /// # Errors
    ///
    /// [`GetError::ShutDown`] if there is none, and the queue is shut down; [`GetError::Reentrant`].
    ///
    /// # Panics
    ///
    /// If a comparison does.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> Result<T, GetError> {
        R::call(&self.closed, "get", || self.get_by(Deadline::NEVER))
    }

    /// Gets the least item if there is one. Python: `get_nowait()`.
    ///
    /// # Errors
    ///
    /// [`GetError::Empty`], [`GetError::ShutDown`], [`GetError::Reentrant`].
    ///
    /// # Panics
    ///
    /// If a comparison does.
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Result<T, GetError> {
        R::call(&self.closed, "try_get", || self.get_now())
    }

    /// Gets the least item unless there is none for longer than `timeout`. Python:
    /// `get(timeout=…)`.
    ///
    /// # Errors
    ///
    /// [`GetError::TimedOut`], [`GetError::ShutDown`], [`GetError::Reentrant`].
    ///
    /// # Panics
    ///
    /// If a comparison does.
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.get_until(R::deadline(timeout))
    }

    /// Gets the least item unless there is none before the deadline.
    ///
    /// # Errors
    ///
    /// [`GetError::TimedOut`], [`GetError::ShutDown`], [`GetError::Reentrant`].
    ///
    /// # Panics
    ///
    /// If a comparison does.
    #[track_caller]
    pub fn get_until(&self, deadline: Deadline) -> Result<T, GetError> {
        R::call(&self.closed, "get_until", || self.get_by(deadline))
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
        self.inbox.try_put(&self.closed, item)
    }

    #[inline]
    pub(super) fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        self.inbox.put_until(&self.closed, item, deadline)
    }

    #[inline]
    pub(super) fn get_now(&self) -> Result<T, GetError>
    where
        T: Ord,
    {
        self.count_one_out().map(CheckedOut::pop)
    }

    #[inline]
    pub(super) fn get_by(&self, deadline: Deadline) -> Result<T, GetError>
    where
        T: Ord,
    {
        let counted_out = match self.count_one_out() {
            Err(GetError::Empty) => {
                self.inbox.wait_to_get(&self.closed, deadline, || self.count_one_out())
            }
            result => result,
        };
        counted_out.map(CheckedOut::pop)
    }

    /// Checks the heap out with an item that the caller has to take out of it.
    #[inline]
    fn count_one_out(&self) -> Result<CheckedOut<'_, T, R>, GetError> {
        if self.is_with_caller() {
            return Err(GetError::Reentrant);
        }
        let mut out = self.check_out();
        let Inside { heap, arrived } = &mut *out.inside;
        let only_one = self.inbox.try_get(&self.closed, |inbox| {
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
        CheckedOut { inside, back: Back { queue: self, owes_one: false } }
    }

    pub(super) fn shut_down(&self, how: Shutdown) -> Vec<T> {
        match how {
            Shutdown::Drain => {
                self.inbox.close(&self.closed);
                Vec::new()
            }
            Shutdown::Immediate if self.is_with_caller() => self.inbox.clear_here(&self.closed),
            Shutdown::Immediate => {
                let inbox = self.inbox.clear(&self.closed);
                let mut left = self.check_out().inside.heap.take_all();
                left.extend(inbox);
                left
            }
        }
    }

    /// How many items there are, at a moment during the call.
    pub(super) fn count(&self) -> usize {
        self.inbox.len() as usize
    }

    /// How many items were put so far, modulo 2³²: all those that were got are counted.
    pub(super) fn puts(&self) -> u32 {
        self.inbox.puts()
    }

    /// The word that stands for the object.
    pub(super) fn word(&self) -> &R::Futex {
        &self.closed
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
            self.queue.inbox.count_again();
        }
        self.queue.desk.unlock();
    }
}
