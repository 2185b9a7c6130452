use std::borrow::Cow;
use std::marker::PhantomData;
use std::time::Duration;

use crossbeam_utils::CachePadded;
use runtime::{Deadline, Native, Operation, Runtime};

use super::iter::{Iter, TryIter};
use super::operations::{looks, ways_to_get, ways_to_put};
use super::tally::Tally;
use super::{
    CapacityError, GetError, PutError, Queue, QueueKind, Shutdown, Task, Tasks, TooManyTaskDone,
};
use crate::TimedOut;

/// A queue of tasks, of which it knows how many are unfinished: `task_done` and `join` of
/// `queue.Queue`.
///
/// An item is unfinished from when it is put until the task is done: when the [`Task`] that it was got
/// as is dropped, or [`task_done`](JoinableQueue::task_done) is called for it. Who
/// [joins](JoinableQueue::join) the queue waits until nothing is unfinished.
///
/// It is made of a [`Queue`], or [`over`](JoinableQueue::over) another kind, whose order it has. Putting
/// and getting cost what they cost there; a task that is done costs one read-modify-write. At most
/// 2³¹ − 1 items may be unfinished.
///
/// What was done for a task happens before the return of a join that waited for it.
///
/// # Differences from Python
///
/// Those of the queue it is made of, and:
///
/// * Python's queues all have `task_done` and `join`. Here who does not need them does not pay.
/// * A [`Task`] is done when it is dropped, also if the worker panics.
/// * [`join`](JoinableQueue::join) has forms with a timeout and with a deadline.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{JoinableQueue, Shutdown};
/// use std::sync::atomic::AtomicU32;
/// use std::sync::atomic::Ordering::Relaxed;
/// use std::thread;
///
/// let queue = JoinableQueue::new();
/// let sum = AtomicU32::new(0);
/// thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| {
///             for task in queue.tasks() {
///                 sum.fetch_add(*task, Relaxed);
///             }
///         });
///     }
///     for number in 1..=10 {
///         queue.put(number).expect("the queue is open");
///     }
///     queue.join();
///     assert_eq!(sum.load(Relaxed), 55);
///     queue.shutdown(Shutdown::Drain);
/// });
/// ```
#[derive(Debug)]
pub struct JoinableQueue<T: Send, R: Runtime = Native, Q = Queue<T, R>> {
    /// Its word stands for the whole object.
    queue: Q,
    /// Workers write there, and neither who puts nor who gets.
    tally: CachePadded<Tally<R>>,
    items: PhantomData<fn() -> T>,
}

impl<T: Send> JoinableQueue<T> {
    /// Creates a queue without a limit, first in, first out. Python: `Queue()`.
    ///
    /// It allocates when the first item is put.
    pub const fn new() -> Self {
        let tally = CachePadded::new(Tally::new());
        Self { queue: Queue::new(), tally, items: PhantomData }
    }

    /// Creates a queue with room for `capacity` items, first in, first out. Python:
    /// `Queue(capacity)`.
    ///
    /// # Panics
    ///
    /// As [`Queue::bounded`]; [`try_bounded`](JoinableQueue::try_bounded) says so instead.
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        Self::over(Queue::bounded(capacity))
    }

    /// Creates a queue with room for `capacity` items, first in, first out.
    ///
    /// # Errors
    ///
    /// [`CapacityError`] if that is 0, too much to count, or more than there is memory.
    pub fn try_bounded(capacity: usize) -> Result<Self, CapacityError> {
        Queue::try_bounded(capacity).map(Self::over)
    }
}

impl<T: Send> Default for JoinableQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send, R: Runtime> JoinableQueue<T, R> {
    /// Creates a queue without a limit on the runtime `R`; [`new`](JoinableQueue::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        Self::over(Queue::new_in())
    }

    /// Creates a queue with room for `capacity` items on the runtime `R`;
    /// [`bounded`](JoinableQueue::bounded) for models.
    ///
    /// # Panics
    ///
    /// As [`Queue::bounded`].
    #[track_caller]
    pub fn bounded_in(capacity: usize) -> Self {
        Self::over(Queue::bounded_in(capacity))
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> JoinableQueue<T, R, Q> {
    /// Makes a queue joinable. The items that are in it are unfinished.
    ///
    /// ```
    /// use plainweave_sync::{JoinableQueue, PriorityQueue};
    ///
    /// let errands = JoinableQueue::over(PriorityQueue::new());
    /// errands.put((2, "water the plants"))?;
    /// errands.put((1, "put out the fire"))?;
    /// assert_eq!(errands.get_task()?.1, "put out the fire");
    /// assert_eq!(errands.unfinished(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn over(queue: Q) -> Self {
        let unfinished = u32::try_from(queue.count()).expect("a queue has fewer than 2^32 items");
        let tally = Tally::part_of(queue.word(), queue.puts(), unfinished);
        Self { queue, tally: CachePadded::new(tally), items: PhantomData }
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { queue: self.queue.named(name.into()), ..self }
    }

    ways_to_put! { "" }

    ways_to_get! {
        "the next item", errors ", and for a [`PriorityQueue`](crate::PriorityQueue) \
            [`GetError::Reentrant`]";
        /// [`task_done`](JoinableQueue::task_done) is to be called when it is done;
        /// [`get_task`](JoinableQueue::get_task) takes care of that by itself.
        ///
    }

    /// Gets the next item as a task, waiting until there is one.
    ///
    /// # Errors
    ///
    /// As [`get`](JoinableQueue::get).
    #[inline]
    #[track_caller]
    pub fn get_task(&self) -> Result<Task<'_, T, R, Q>, GetError> {
        self.get().map(|item| Task::new(item, self))
    }

    /// Gets the next item as a task if there is one.
    ///
    /// # Errors
    ///
    /// As [`try_get`](JoinableQueue::try_get).
    #[inline]
    #[track_caller]
    pub fn try_get_task(&self) -> Result<Task<'_, T, R, Q>, GetError> {
        self.try_get().map(|item| Task::new(item, self))
    }

    /// Gets the next item as a task unless there is none for longer than `timeout`.
    ///
    /// # Errors
    ///
    /// As [`get_timeout`](JoinableQueue::get_timeout).
    #[track_caller]
    pub fn get_task_timeout(&self, timeout: Duration) -> Result<Task<'_, T, R, Q>, GetError> {
        self.get_timeout(timeout).map(|item| Task::new(item, self))
    }

    /// Gets the next item as a task unless there is none before the deadline.
    ///
    /// # Errors
    ///
    /// As [`get_until`](JoinableQueue::get_until).
    #[track_caller]
    pub fn get_task_until(&self, deadline: Deadline) -> Result<Task<'_, T, R, Q>, GetError> {
        self.get_until(deadline).map(|item| Task::new(item, self))
    }

    /// The tasks as they come, until the queue is shut down and empty.
    pub fn tasks(&self) -> Tasks<'_, T, R, Q> {
        Tasks::new(self)
    }

    /// The items as they come, until the queue is shut down and empty.
    pub fn iter(&self) -> Iter<'_, Self> {
        Iter::new(self)
    }

    /// The items that are there, until there is none.
    pub fn try_iter(&self) -> TryIter<'_, Self> {
        TryIter::new(self)
    }

    /// Says that an item that was got is done. Python: `task_done()`.
    ///
    /// Any thread may say so. Wakes those who join if it was the last one.
    ///
    /// # Errors
    ///
    /// [`TooManyTaskDone`] if no item is unfinished. Nothing has changed then.
    #[inline]
    #[track_caller]
    pub fn task_done(&self) -> Result<(), TooManyTaskDone> {
        self.finish_one("task_done".into())
    }

    #[inline]
    #[track_caller]
    pub(super) fn finish_one(&self, operation: Operation) -> Result<(), TooManyTaskDone> {
        R::call(self.word(), operation, || self.tally.finish_one(|| self.queue.puts()))
    }

    /// Waits until no item is unfinished. Python: `join()`.
    ///
    /// That was so at some moment during the call. Items that are put while it waits are waited for,
    /// too, unless it has learnt before that nothing was unfinished.
    #[track_caller]
    pub fn join(&self) {
        R::call(self.word(), "join", || self.join_by(Deadline::NEVER));
    }

    /// Waits until no item is unfinished, unless that takes longer than `timeout`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.join_until(R::deadline(timeout))
    }

    /// Waits until no item is unfinished, unless the deadline passes first.
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn join_until(&self, deadline: Deadline) -> Result<(), TimedOut> {
        let is_over = R::call(self.word(), "join_until", || self.join_by(deadline));
        if is_over { Ok(()) } else { Err(TimedOut) }
    }

    fn join_by(&self, deadline: Deadline) -> bool {
        self.unfinished_now() == 0
            || self.tally.join_until(deadline, || self.queue.puts(), || self.queue.puts_now())
    }

    /// How many items are unfinished at a moment during the call, with what the caller did before it, be it
    /// to other queues: of two threads that each put, and look whether the other did, one finds so.
    fn unfinished_now(&self) -> u32 {
        self.tally.unfinished(|| self.queue.puts_now())
    }

    /// How many items are unfinished. That was so at some moment during the call, and may not be any
    /// more. Python: `unfinished_tasks`.
    #[track_caller]
    pub fn unfinished(&self) -> usize {
        let unfinished = || self.unfinished_now();
        R::call(self.word(), "unfinished", unfinished) as usize
    }

    looks! {}

    /// Whether there is no room; a snapshot. Never so without a limit. Python: `full()`.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        let is_full = || self.capacity().is_some_and(|room| self.queue.count() >= room);
        R::call(self.word(), "is_full", is_full)
    }

    /// How many items there is room for; `None` without a limit. Python: `maxsize`.
    pub fn capacity(&self) -> Option<usize> {
        self.queue.capacity()
    }

    /// Takes no more items, for good, and wakes all who put or get. Python: `shutdown(immediate)`.
    ///
    /// The items that are there can still be got, or come back from here, as `how` says; those that
    /// come back are done. Who joins goes on waiting for what was got and is not done. A second call
    /// may only be stricter.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Vec<T> {
        R::call(self.word(), "shutdown", || {
            let left = self.queue.shut_down(how);
            if !left.is_empty() {
                let done = u32::try_from(left.len()).unwrap_or(u32::MAX);
                self.tally.finish_up_to(done, || self.queue.puts());
            }
            left
        })
    }

    #[inline]
    fn word(&self) -> &R::Futex {
        self.queue.word()
    }

    #[inline]
    fn put_now(&self, item: T) -> Result<(), PutError<T>> {
        self.queue.put_now(item)
    }

    #[inline]
    fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        self.queue.put_by(item, deadline)
    }

    #[inline]
    fn get_now(&self) -> Result<T, GetError> {
        self.queue.get_now()
    }

    #[inline]
    fn get_by(&self, deadline: Deadline) -> Result<T, GetError> {
        self.queue.get_by(deadline)
    }

    fn count(&self) -> usize {
        self.queue.count()
    }
}
