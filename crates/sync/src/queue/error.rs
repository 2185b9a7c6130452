//! The errors of the queues. What was to be put comes back with them.

use std::collections::TryReserveError;
use std::fmt;

use thiserror::Error;

/// Why an item was not put; it comes back.
#[derive(Clone, Copy, PartialEq, Eq, Error)]
pub enum PutError<T> {
    /// The queue was full, and the caller did not want to wait. Python: `queue.Full`.
    #[error("the queue is full")]
    Full(T),
    /// The queue was full until the deadline passed. Python: `queue.Full`.
    #[error("the queue was full until the deadline passed")]
    TimedOut(T),
    /// The queue is shut down and takes no more items. Python: `queue.ShutDown`.
    #[error("the queue is shut down and takes no more items")]
    ShutDown(T),
}

impl<T> PutError<T> {
    /// The item.
    ///
    /// ```
    /// use plainweave_sync::{PutError, Queue};
    ///
    /// let queue = Queue::bounded(1);
    /// queue.try_put("first").expect("there is room for one");
    /// let error = queue.try_put("second").expect_err("and not for two");
    /// assert_eq!(error, PutError::Full("second"));
    /// assert_eq!(error.into_inner(), "second");
    /// ```
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(item) | Self::TimedOut(item) | Self::ShutDown(item) => item,
        }
    }
}

/// An item need not be printable for its error to be.
impl<T> fmt::Debug for PutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::TimedOut(_) => "TimedOut(..)",
            Self::ShutDown(_) => "ShutDown(..)",
        })
    }
}

/// Why there was no item to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GetError {
    /// The queue was empty, and the caller did not want to wait. Python: `queue.Empty`.
    #[error("the queue is empty")]
    Empty,
    /// The queue was empty until the deadline passed. Python: `queue.Empty`.
    #[error("the queue was empty until the deadline passed")]
    TimedOut,
    /// The queue is empty, and shut down: there will be no more items. Python: `queue.ShutDown`.
    #[error("the queue is empty, and shut down")]
    ShutDown,
    /// The caller is a comparison of items of a [`PriorityQueue`](crate::PriorityQueue) that gets from
    /// that queue: it would wait for its own end.
    #[error("the queue's items are being compared by this very thread; a comparison cannot get")]
    Reentrant,
}

/// Why a queue cannot have such a capacity.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CapacityError {
    /// A queue that holds nothing could never be put into.
    #[error("a queue needs room for at least one item; for one without a limit, use `new`")]
    Zero,
    /// There are not that many places to count.
    #[error("a queue has at most {max} places")]
    TooLarge {
        /// The most places there can be.
        max: usize,
    },
    /// There is not that much memory.
    #[error("there is no memory for so many places")]
    NoMemory(#[source] TryReserveError),
}

/// Why no further task can be marked done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("every item that was put is done already; `task_done` is called once for each item")]
pub struct TooManyTaskDone;
