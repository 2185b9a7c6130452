//! The errors of the crate. Nothing has happened when one is returned, unless it says so.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::Panic;

/// Why there is no result.
#[derive(Clone, Debug, Error)]
pub enum TaskError {
    /// The task was cancelled before it ran. Python: `CancelledError`.
    #[error("the task was cancelled")]
    Cancelled,
    /// The task panicked. Python: the exception that the task raised.
    #[error("{0}")]
    Panicked(Panic),
    /// The deadline passed first; the task may still come to its end. Python: `TimeoutError`.
    #[error("the deadline passed before the task had come to its end")]
    TimedOut,
    /// Nobody is left who could finish the task: its promise was dropped, or its pool broke. Python:
    /// `BrokenExecutor`, where it does not wait for ever.
    #[error("the task was given up: its promise was dropped, or its pool is broken")]
    Broken,
    /// All workers of the pool would wait for tasks that only they could run. Python waits for ever.
    ///
    /// Give the pool more workers, or let the task return the future instead of waiting for it.
    #[error(
        "all workers of the pool would wait for each other; allow more workers, or do not wait"
    )]
    WouldDeadlock,
    /// The result was taken by value, or is shared and cannot be.
    ///
    /// Results are either [shared](crate::Future::result) or [taken](crate::Future::take_result).
    #[error("somebody else has the result, and it is not shared; take it once, or share it always")]
    Taken,
}

/// The promise cannot be kept: the task has been cancelled. Gives back what was meant for it.
///
/// Python: `InvalidStateError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the task has been cancelled")]
pub struct WasCancelled<T>(pub T);

/// The pool does not accept the task, which it gives back.
#[derive(Error)]
pub enum SubmitError<F> {
    /// The pool is shut down. Python: `RuntimeError: cannot schedule new futures after shutdown`.
    #[error("the pool is shut down")]
    ShutDown(F),
    /// The pool is broken: an initializer panicked. Python: `BrokenThreadPool`.
    #[error("the pool is broken: an initializer panicked")]
    Broken(F),
    /// The pool has no worker yet, and the operating system has no thread to give.
    #[error("the pool has no worker, and the system has no thread to give")]
    NoThread {
        /// The task.
        task: F,
        /// What the operating system says.
        source: io::Error,
    },
}

impl<F> SubmitError<F> {
    /// The task.
    pub fn into_task(self) -> F {
        match self {
            Self::ShutDown(task) | Self::Broken(task) | Self::NoThread { task, .. } => task,
        }
    }

    /// The same reason, with something else for the task.
    pub(crate) fn map<G>(self, change: impl FnOnce(F) -> G) -> SubmitError<G> {
        match self {
            Self::ShutDown(task) => SubmitError::ShutDown(change(task)),
            Self::Broken(task) => SubmitError::Broken(change(task)),
            Self::NoThread { task, source } => SubmitError::NoThread { task: change(task), source },
        }
    }
}

/// A closure has nothing to show.
impl<F> fmt::Debug for SubmitError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShutDown(_) => f.write_str("ShutDown(..)"),
            Self::Broken(_) => f.write_str("Broken(..)"),
            Self::NoThread { source, .. } => {
                f.debug_struct("NoThread").field("source", source).finish_non_exhaustive()
            }
        }
    }
}

/// A pool has to have a worker.
///
/// Python: `ValueError: max_workers must be greater than 0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a pool needs at least one worker")]
pub struct NoWorkers;

/// A worker of the pool cannot wait for all workers to leave. The pool is shut down all the same.
///
/// Python waits for ever, or says `RuntimeError: cannot join current thread`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a worker cannot wait for its own pool to end; shut it down without waiting")]
pub struct InsideWorker;

/// The deadline passed while some futures had not come to their end.
///
/// Python: `TimeoutError`, with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{unfinished} (of {all}) futures unfinished")]
pub struct Unfinished {
    /// How many had not.
    pub unfinished: usize,
    /// How many there are.
    pub all: usize,
}
