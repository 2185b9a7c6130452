use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use runtime::{Deadline, Native, Operation, Runtime};

use crate::job::{Body, Job, Task};
use crate::staff::{Refusal, Staff};
use crate::{Builder, Future, InsideWorker, Map, SubmitError};

/// Threads that run tasks: `concurrent.futures.ThreadPoolExecutor`.
///
/// Submitting never blocks: tasks that nobody can run yet wait in a queue without a limit, and are
/// begun in the order in which they came. A worker is started when a task comes while nobody is idle,
/// and not more than [allowed](Builder::max_workers); it stays until the pool is shut down. What was
/// done before a task was submitted happens before it runs, and what it did happens before anybody
/// sees its end. Submitting is one allocation, which holds closure, state and result.
///
/// # Shutting down
///
/// Dropping the pool is [`shutdown(Pending::Finish)`](ThreadPool::shutdown): it waits until all tasks
/// have run, so no task that was accepted is lost without anybody being told. Inside of one of its own
/// tasks it cannot wait; then the workers finish the queue by themselves, as they do after
/// [`detach`](ThreadPool::detach).
///
/// # Tasks that wait for tasks
///
/// A worker that waits runs nothing meanwhile. A pool all of whose workers wait for tasks of its own
/// would wait for ever. The last one who would begin to is told instead:
/// [`TaskError::WouldDeadlock`](crate::TaskError::WouldDeadlock). That is found in waits for a result
/// or an exception without a deadline. It is not found in [`wait`](crate::wait()) and
/// [`as_completed`](crate::as_completed()), across several pools, nor if the tasks wait for each other
/// in another way.
///
/// # Differences from Python
///
/// * A task that is not accepted is handed back, closure and all.
/// * Dropping a pool waits; Python's interpreter waits when it exits.
/// * Tasks that [`Pending::Cancel`] cancels are over for [`wait`](crate::wait()), too. Nobody would
///   ever come across them.
/// * Waiting in a task for the pool to shut down is an error, not a deadlock.
///
/// # Examples
///
/// ```
/// use plainweave_pool::ThreadPool;
///
/// let pool = ThreadPool::new();
/// let squares = pool.map(|x| x * x, 1..=4)?;
/// assert_eq!(squares.collect::<Result<Vec<u32>, _>>()?, [1, 4, 9, 16]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ThreadPool<R: Runtime = Native> {
    staff: Arc<Staff<R>>,
    /// Whether dropping it waits.
    waits: bool,
}

/// What becomes of tasks that no worker has begun when a pool is shut down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pending {
    /// They run. Python: `cancel_futures=False`.
    #[default]
    Finish,
    /// They are cancelled. Python: `cancel_futures=True`.
    Cancel,
}

impl ThreadPool {
    /// Creates a pool with Python's defaults. Python: `ThreadPoolExecutor()`.
    pub fn new() -> Self {
        Self::new_in()
    }

    /// Begins to describe a pool.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl Default for ThreadPool {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> ThreadPool<R> {
    /// Creates a pool on the runtime `R`; [`new`](ThreadPool::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        Builder::default_pool()
    }

    pub(crate) fn of(staff: Arc<Staff<R>>) -> Self {
        Self { staff, waits: true }
    }

    /// Has `task` run by a worker. Python: `submit(task)`.
    ///
    /// Never blocks. If the system has no thread to give, the workers that are there will run it.
    ///
    /// # Errors
    ///
    /// The task, if the pool is shut down or broken, or has no worker and gets none.
    #[track_caller]
    pub fn submit<F, T>(&self, task: F) -> Result<Future<T, R>, SubmitError<F>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.submit_body(Closure(task)).map_err(|error| error.map(|Closure(task)| task))
    }

    /// Has `task` run for each of these items, and gives out the results in the order of the items.
    /// Python: `map(task, items)`.
    ///
    /// All tasks are submitted before this returns. The iterator waits for one after the other; whoever
    /// leaves it, or gets an error from it, cancels the rest.
    ///
    /// # Errors
    ///
    /// As [`submit`](ThreadPool::submit), with the first item whose task was not accepted; those that
    /// were are cancelled.
    #[track_caller]
    pub fn map<I, T>(
        &self,
        task: impl Fn(I) -> T + Send + Sync + 'static,
        items: impl IntoIterator<Item = I>,
    ) -> Result<Map<T, R>, SubmitError<I>>
    where
        I: Send + 'static,
        T: Send + 'static,
    {
        self.map_until(task, items, Deadline::NEVER)
    }

    /// The same, but the iterator waits not longer than `timeout` for all results together, from this
    /// call on. Python: `map(task, items, timeout=…)`.
    ///
    /// # Errors
    ///
    /// As [`map`](ThreadPool::map).
    #[track_caller]
    pub fn map_timeout<I, T>(
        &self,
        task: impl Fn(I) -> T + Send + Sync + 'static,
        items: impl IntoIterator<Item = I>,
        timeout: Duration,
    ) -> Result<Map<T, R>, SubmitError<I>>
    where
        I: Send + 'static,
        T: Send + 'static,
    {
        self.map_until(task, items, R::deadline(timeout))
    }

    /// The same, but the iterator waits not beyond the deadline.
    ///
    /// # Errors
    ///
    /// As [`map`](ThreadPool::map).
    #[track_caller]
    pub fn map_until<I, T>(
        &self,
        task: impl Fn(I) -> T + Send + Sync + 'static,
        items: impl IntoIterator<Item = I>,
        deadline: Deadline,
    ) -> Result<Map<T, R>, SubmitError<I>>
    where
        I: Send + 'static,
        T: Send + 'static,
    {
        let task = Arc::new(task);
        // Dropping it cancels what it has.
        let mut map = Map::until(deadline);
        for item in items {
            let body = OfItem { task: Arc::clone(&task), item };
            map.push(self.submit_body(body).map_err(|error| error.map(|body| body.item))?);
        }
        Ok(map)
    }

    #[track_caller]
    fn submit_body<B: Body>(&self, body: B) -> Result<Future<B::Output, R>, SubmitError<B>> {
        R::call(self.staff.word(), "submit", || {
            let task = Task::new(body, &self.staff);
            let Err((refusal, _)) = self.staff.accept(task.job()) else {
                return Ok(task.into_future());
            };
            let task = task.into_body();
            Err(match refusal {
                Refusal::ShutDown => SubmitError::ShutDown(task),
                Refusal::Broken => SubmitError::Broken(task),
                Refusal::NoThread(source) => SubmitError::NoThread { task, source },
            })
        })
    }

    /// Accepts no more tasks, and waits until all workers have left. Python: `shutdown()`.
    ///
    /// May be called any number of times, from any thread.
    ///
    /// # Errors
    ///
    /// [`InsideWorker`] if the calling thread is one of the workers. The pool is shut down, and its
    /// workers leave; but this one cannot wait for itself.
    #[track_caller]
    pub fn shutdown(&self, pending: Pending) -> Result<(), InsideWorker> {
        self.close(pending);
        R::call(self.staff.word(), "join", || self.staff.join())
    }

    /// Accepts no more tasks, and lets the workers finish. Python: `shutdown(wait=False)`.
    #[track_caller]
    pub fn close(&self, pending: Pending) {
        let cancelled = R::call(self.staff.word(), "close", || self.staff.close(pending));
        cancelled.into_iter().for_each(Job::cancel);
    }

    /// Accepts no more tasks, lets the workers finish, and does not wait for them.
    ///
    /// If the process ends before they have finished, what is left is lost.
    #[track_caller]
    pub fn detach(mut self) {
        self.waits = false;
    }

    /// How many workers there may be.
    pub fn max_workers(&self) -> usize {
        self.staff.terms.max_workers
    }

    /// How many workers there are right now.
    #[track_caller]
    pub fn workers(&self) -> usize {
        R::call(self.staff.word(), "workers", || self.staff.count().0)
    }

    /// How many workers have nothing to do right now.
    #[track_caller]
    pub fn idle_workers(&self) -> usize {
        R::call(self.staff.word(), "idle_workers", || self.staff.count().1)
    }

    /// How many tasks wait for a worker right now.
    #[track_caller]
    pub fn queued(&self) -> usize {
        R::call(self.staff.word(), "queued", || self.staff.queued())
    }
}

/// A task that was submitted alone.
struct Closure<F>(F);

/// A task for one item of several.
struct OfItem<I, F> {
    task: Arc<F>,
    item: I,
}

impl<F: FnOnce() -> T + Send + 'static, T: Send + 'static> Body for Closure<F> {
    type Output = T;

    fn run(self) -> T {
        (self.0)()
    }
}

impl<I, F, T> Body for OfItem<I, F>
where
    I: Send + 'static,
    F: Fn(I) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    type Output = T;

    fn run(self) -> T {
        (self.task)(self.item)
    }
}

impl<R: Runtime> Drop for ThreadPool<R> {
    fn drop(&mut self) {
        if R::is_abandoned() {
            return;
        }
        let close = Operation::dropping("close");
        // Nothing is cancelled, so there is nothing to tell.
        drop(R::call(self.staff.word(), close, || self.staff.close(Pending::Finish)));
        if self.waits {
            // A worker cannot wait for itself; then the queue is finished without us.
            let _ = R::call(self.staff.word(), Operation::dropping("join"), || self.staff.join());
        }
    }
}

impl<R: Runtime> fmt::Debug for ThreadPool<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (workers, idle) = R::call(self.staff.word(), "debug", || self.staff.count());
        f.debug_struct("ThreadPool")
            .field("max_workers", &self.max_workers())
            .field("workers", &workers)
            .field("idle", &idle)
            .finish_non_exhaustive()
    }
}
