use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use runtime::{Deadline, Native, Runtime};

use crate::core::{Awaited, Core, Home, Outcome, Shared, Told};
use crate::gathering::Gathering;
use crate::panic::catch;
use crate::progress::Seen;
use crate::{Panic, TaskError};

/// The result of a task that may still be to come: `concurrent.futures.Future`.
///
/// Clones are handles of the same future. Futures come from a [`ThreadPool`](crate::ThreadPool) or
/// a [`Promise`](crate::Promise). What the task did happens before what anybody does who sees that it
/// has finished.
///
/// A result is either *shared*, by [`result`](Future::result), among any number of readers; or
/// *taken*, by [`take_result`](Future::take_result), once and by value, without an allocation. Taking
/// fails while others share it, and sharing fails after it was taken: [`TaskError::Taken`].
///
/// # Differences from Python
///
/// * A task whose [`Promise`](crate::Promise) is dropped is [`Broken`](TaskError::Broken); nobody
///   waits for it for ever.
/// * A callback that panics, whatever with, keeps no other one from running.
/// * Waiting in a worker for the worker's own pool is an error where it would be a deadlock of the
///   whole pool: [`TaskError::WouldDeadlock`].
/// * `set_result` and its like belong to the [`Promise`](crate::Promise). So they cannot be called
///   twice.
/// * Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
///   the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_pool::ThreadPool;
///
/// let pool = ThreadPool::new();
/// let sum = pool.submit(|| (1..=10).sum::<u32>())?;
/// assert_eq!(sum.take_result()?, 55);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Future<T: Send + 'static, R: Runtime = Native> {
    pub(crate) shared: Arc<Shared<T, R, dyn Home<R>>>,
}

impl<T: Send + 'static, R: Runtime> Future<T, R> {
    /// Waits for the result, and shares it. Python: `result()`.
    ///
    /// The first who shares a result pays two small allocations. It may return before the callbacks
    /// have run.
    ///
    /// # Errors
    ///
    /// Why there is no result; all but [`TimedOut`](TaskError::TimedOut).
    ///
    /// # Examples
    ///
    /// What must stay in one thread at a time cannot be shared, only taken:
    ///
    /// ```compile_fail,E0277
    /// use plainweave_pool::Promise;
    /// use std::cell::Cell;
    ///
    /// let promise = Promise::<Cell<u8>>::new();
    /// let shared = promise.future().result();
    /// ```
    #[track_caller]
    pub fn result(&self) -> Result<Arc<T>, TaskError>
    where
        T: Sync,
    {
        self.result_until(Deadline::NEVER)
    }

    /// Waits for the result, but not longer than `timeout`, and shares it. Python: `result(timeout)`.
    ///
    /// # Errors
    ///
    /// Why there is no result.
    #[track_caller]
    pub fn result_timeout(&self, timeout: Duration) -> Result<Arc<T>, TaskError>
    where
        T: Sync,
    {
        self.result_until(R::deadline(timeout))
    }

    /// Waits for the result or the deadline, and shares the result.
    ///
    /// # Errors
    ///
    /// Why there is no result.
    #[track_caller]
    pub fn result_until(&self, deadline: Deadline) -> Result<Arc<T>, TaskError>
    where
        T: Sync,
    {
        R::call(self.word(), "result", || {
            self.finished(deadline)?;
            self.core().with_outcome(Outcome::share)
        })
    }

    /// Waits for the result, and takes it: other handles have it no more.
    ///
    /// # Errors
    ///
    /// Why there is no result; all but [`TimedOut`](TaskError::TimedOut).
    #[track_caller]
    pub fn take_result(&self) -> Result<T, TaskError> {
        self.take_result_until(Deadline::NEVER)
    }

    /// Waits for the result, but not longer than `timeout`, and takes it.
    ///
    /// # Errors
    ///
    /// Why there is no result.
    #[track_caller]
    pub fn take_result_timeout(&self, timeout: Duration) -> Result<T, TaskError> {
        self.take_result_until(R::deadline(timeout))
    }

    /// Waits for the result or the deadline, and takes the result.
    ///
    /// # Errors
    ///
    /// Why there is no result.
    #[track_caller]
    pub fn take_result_until(&self, deadline: Deadline) -> Result<T, TaskError> {
        R::call(self.word(), "take_result", || {
            self.finished(deadline)?;
            self.core().with_outcome(Outcome::take)
        })
    }

    /// Waits for the end, and says with which panic the task ended, if it did. Python: `exception()`.
    ///
    /// # Errors
    ///
    /// [`Cancelled`](TaskError::Cancelled), [`Broken`](TaskError::Broken) or
    /// [`WouldDeadlock`](TaskError::WouldDeadlock).
    #[track_caller]
    pub fn exception(&self) -> Result<Option<Panic>, TaskError> {
        self.exception_until(Deadline::NEVER)
    }

    /// The same, but waits not longer than `timeout`. Python: `exception(timeout)`.
    ///
    /// # Errors
    ///
    /// As [`exception`](Future::exception), and [`TimedOut`](TaskError::TimedOut).
    #[track_caller]
    pub fn exception_timeout(&self, timeout: Duration) -> Result<Option<Panic>, TaskError> {
        self.exception_until(R::deadline(timeout))
    }

    /// The same, but waits not beyond the deadline.
    ///
    /// # Errors
    ///
    /// As [`exception`](Future::exception), and [`TimedOut`](TaskError::TimedOut).
    #[track_caller]
    pub fn exception_until(&self, deadline: Deadline) -> Result<Option<Panic>, TaskError> {
        R::call(self.word(), "exception", || {
            self.finished(deadline)?;
            match self.core().with_outcome(|outcome| outcome.fail()) {
                Ok(()) => Ok(None),
                Err(TaskError::Panicked(panic)) => Ok(Some(panic)),
                Err(error) => Err(error),
            }
        })
    }

    /// Whether the task has come to its end, which may be that it was cancelled. Python: `done()`.
    #[track_caller]
    pub fn is_done(&self) -> bool {
        self.look("is_done").is_ended()
    }

    /// Whether the task runs right now. Python: `running()`.
    #[track_caller]
    pub fn is_running(&self) -> bool {
        self.look("is_running").is_running()
    }

    /// Whether the task was cancelled. Python: `cancelled()`.
    #[track_caller]
    pub fn is_cancelled(&self) -> bool {
        self.look("is_cancelled").is_cancelled()
    }

    /// Cancels the task unless it runs or has finished, and says whether it is cancelled. Python:
    /// `cancel()`.
    ///
    /// Then it never runs. Those who wait for the result are told at once, callbacks run here; for
    /// [`wait`](crate::wait()) and [`as_completed`](crate::as_completed()) it is over only when the one
    /// who would have run it comes across it.
    #[track_caller]
    pub fn cancel(&self) -> bool {
        let (cancelled, told) = R::call(self.word(), "cancel", || self.core().cancel());
        self.tell(told);
        cancelled
    }

    /// Has `callback` run when the task has come to its end. Python: `add_done_callback(callback)`.
    ///
    /// Callbacks run in the order in which they were added, each once, in the thread that ends or
    /// cancels the task, and without any lock: they may use this and any other future. If the task has
    /// ended already, the callback runs here and now. A panic keeps no other callback from running, and
    /// is [reported](crate::Builder::on_panic) to the pool's hook, if there is one.
    ///
    /// A callback that waits for a task of the same pool blocks the worker that runs it.
    ///
    /// ```
    /// use plainweave_pool::Promise;
    /// use std::sync::mpsc;
    ///
    /// let promise = Promise::new();
    /// let (sender, receiver) = mpsc::channel();
    /// promise.future().add_done_callback(move |future| {
    ///     sender.send(*future.result().unwrap()).unwrap();
    /// });
    /// promise.set_result(7).unwrap();
    /// assert_eq!(receiver.recv(), Ok(7));
    /// ```
    #[track_caller]
    pub fn add_done_callback(&self, callback: impl FnOnce(&Self) + Send + 'static) {
        let add = || self.core().call_back(Box::new(callback));
        if let Some(callback) = R::call(self.word(), "add_done_callback", add) {
            self.tell(Told { callbacks: vec![callback], gatherings: Vec::new() });
        }
    }

    /// Whether both are handles of the same future.
    pub fn is_same(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    /// Tells those who are to be told: first who waits, then the callbacks, one after the other.
    pub(crate) fn tell(&self, told: Told<T, R>) {
        if !told.gatherings.is_empty() {
            let has_failed = self.has_failed();
            for (gathering, number) in told.gatherings {
                gathering.tell(number, has_failed);
            }
        }
        for callback in told.callbacks {
            if let Err(panic) = catch::<R, _>(|| callback(self)) {
                self.shared.home.report(&panic);
            }
        }
    }

    /// Adds the future to a gathering, as this number. If it has settled, it tells at once.
    #[track_caller]
    pub(crate) fn gather(&self, gathering: &Arc<Gathering<R>>, number: usize) {
        if !R::call(self.word(), "gather", || self.core().gather(gathering, number)) {
            gathering.tell(number, self.has_failed());
        }
    }

    /// Takes it off again.
    #[track_caller]
    pub(crate) fn leave(&self, gathering: &Arc<Gathering<R>>) {
        R::call(self.word(), "leave", || self.core().leave(gathering));
    }

    /// Whether it has ended and nobody will come across it again.
    #[track_caller]
    pub(crate) fn has_settled(&self) -> bool {
        self.look("is_done").is_settled()
    }

    /// Whether a task that has settled ended without a result, but was not cancelled.
    #[track_caller]
    fn has_failed(&self) -> bool {
        R::call(self.word(), "exception", || {
            self.core().progress.look().is_finished()
                && self.core().with_outcome(|outcome| outcome.fail().is_err())
        })
    }

    /// What one future differs by from all others.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.shared).cast::<()>().addr()
    }

    fn core(&self) -> &Core<T, R> {
        &self.shared.core
    }

    pub(crate) fn word(&self) -> &R::Futex {
        self.core().word()
    }

    #[track_caller]
    fn look(&self, operation: &'static str) -> Seen {
        R::call(self.word(), operation, || self.core().progress.look())
    }

    /// Waits until the task has finished.
    #[inline]
    fn finished(&self, deadline: Deadline) -> Result<(), TaskError> {
        let mut seen = self.core().progress.look();
        if !seen.is_ended() {
            seen = self.ended(deadline)?;
        }
        if seen.is_finished() {
            Ok(())
        } else if seen.is_cancelled() {
            Err(TaskError::Cancelled)
        } else {
            Err(TaskError::TimedOut)
        }
    }

    #[cold]
    #[inline(never)]
    fn ended(&self, deadline: Deadline) -> Result<Seen, TaskError> {
        let progress = &self.core().progress;
        if let Some(seen) = progress.spin() {
            return Ok(seen);
        }
        // Who may give up is never stuck for good.
        let blocks = !deadline.is_timed() && self.shared.home.blocks(&|| Box::new(self.clone()))?;
        let seen = progress.sleep(deadline);
        if blocks {
            self.shared.home.unblocks();
        }
        Ok(seen)
    }
}

impl<T: Send + 'static, R: Runtime> Awaited for Future<T, R> {
    fn has_ended(&self) -> bool {
        self.core().progress.look().is_ended()
    }
}

impl<T: Send + 'static, R: Runtime> Clone for Future<T, R> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Future<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.look("debug");
        let state = match () {
            () if seen.is_pending() => "pending",
            () if seen.is_running() => "running",
            () if seen.is_cancelled() => "cancelled",
            () => "finished",
        };
        write!(f, "Future({state})")
    }
}
