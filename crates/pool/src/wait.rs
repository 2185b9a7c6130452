use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use runtime::{Deadline, Native, Runtime};

use crate::Future;
use crate::gathering::Gathering;

/// For how many futures [`wait`] waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnWhen {
    /// One has come to its end. Python: `FIRST_COMPLETED`.
    FirstCompleted,
    /// One has panicked or was given up, or else all have come to their end; that one was cancelled
    /// does not count. Python: `FIRST_EXCEPTION`.
    FirstException,
    /// All have come to their end. Python: `ALL_COMPLETED`.
    #[default]
    AllCompleted,
}

/// What [`wait`] found.
pub struct Waited<T: Send + 'static, R: Runtime = Native> {
    /// Those that have come to their end.
    pub done: Vec<Future<T, R>>,
    /// Those that have not.
    pub not_done: Vec<Future<T, R>>,
}

/// Waits for some of these futures. Python: `wait(fs, return_when=…)`.
///
/// A future that is there twice counts once; of none there is nothing to wait for. A future that was
/// cancelled is done only when the one who would have run it has come across it.
///
/// What the tasks did that are done happens before this returns. One allocation, and for each future
/// its lock is taken twice, none together with another.
///
/// # Examples
///
/// ```
/// use plainweave_pool::{Promise, ReturnWhen, wait};
///
/// let (one, two) = (Promise::new(), Promise::<u32>::new());
/// let futures = [one.future(), two.future()];
/// one.set_result(1).unwrap();
/// let waited = wait(&futures, ReturnWhen::FirstCompleted);
/// assert!(waited.done[0].is_same(&futures[0]));
/// assert_eq!(waited.not_done.len(), 1);
/// ```
#[track_caller]
pub fn wait<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
    when: ReturnWhen,
) -> Waited<T, R> {
    wait_until(futures, when, Deadline::NEVER)
}

/// The same, but waits not longer than `timeout`. That time is over is no error. Python:
/// `wait(fs, timeout, return_when)`.
#[track_caller]
pub fn wait_timeout<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
    when: ReturnWhen,
    timeout: Duration,
) -> Waited<T, R> {
    wait_until(futures, when, R::deadline(timeout))
}

/// The same, but waits not beyond the deadline. That it has passed is no error.
#[track_caller]
pub fn wait_until<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
    when: ReturnWhen,
    deadline: Deadline,
) -> Waited<T, R> {
    let futures = distinct(futures.into_iter().cloned());
    let enough =
        if when == ReturnWhen::FirstCompleted { futures.len().min(1) } else { futures.len() };
    let gathering = Arc::new(Gathering::of(enough, when == ReturnWhen::FirstException));
    for (number, future) in futures.iter().enumerate() {
        future.gather(&gathering, number);
    }
    let in_time = gathering.wait(deadline);
    if !in_time || when != ReturnWhen::AllCompleted {
        for future in &futures {
            future.leave(&gathering);
        }
    }
    let (done, not_done) = futures.into_iter().partition(Future::has_settled);
    Waited { done, not_done }
}

/// Each of these futures once, in this order.
pub(crate) fn distinct<T: Send + 'static, R: Runtime>(
    futures: impl Iterator<Item = Future<T, R>>,
) -> Vec<Future<T, R>> {
    let mut seen = BTreeSet::new();
    futures.filter(|future| seen.insert(future.address())).collect()
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Waited<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waited")
            .field("done", &self.done)
            .field("not_done", &self.not_done)
            .finish()
    }
}
