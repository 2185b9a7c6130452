use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use runtime::{Deadline, Native, Runtime};

use crate::gathering::Gathering;
use crate::wait::distinct;
use crate::{Future, Unfinished};

/// Gives out these futures as they come to their end. Python: `as_completed(fs)`.
///
/// First those that have already, then the others in the order in which they do. A future that is
/// there twice comes once. A future that was cancelled comes when the one who would have run it has
/// come across it.
///
/// # Examples
///
/// ```
/// use plainweave_pool::{Promise, as_completed};
///
/// let (one, two) = (Promise::new(), Promise::new());
/// let completed = as_completed([&one.future(), &two.future()]);
/// two.set_result(2).unwrap();
/// one.set_result(1).unwrap();
/// let results = completed.map(|future| Ok(*future?.result()?));
/// let results: Result<Vec<u32>, Box<dyn std::error::Error>> = results.collect();
/// assert_eq!(results?, [2, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[track_caller]
pub fn as_completed<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
) -> AsCompleted<T, R> {
    as_completed_until(futures, Deadline::NEVER)
}

/// The same, but waits not longer than `timeout` for all of them together, from this call on. Python:
/// `as_completed(fs, timeout)`.
#[track_caller]
pub fn as_completed_timeout<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
    timeout: Duration,
) -> AsCompleted<T, R> {
    as_completed_until(futures, R::deadline(timeout))
}

/// The same, but waits not beyond the deadline for all of them together.
#[track_caller]
pub fn as_completed_until<'a, T: Send + 'static, R: Runtime>(
    futures: impl IntoIterator<Item = &'a Future<T, R>>,
    deadline: Deadline,
) -> AsCompleted<T, R> {
    let futures = distinct(futures.into_iter().cloned());
    let gathering = Arc::new(Gathering::of(futures.len(), false));
    for (number, future) in futures.iter().enumerate() {
        future.gather(&gathering, number);
    }
    let all = futures.len();
    let futures = futures.into_iter().map(Some).collect();
    AsCompleted { futures, gathering, deadline, given: 0, all }
}

/// Futures, as they come to their end; see [`as_completed`].
///
/// It ends after an error.
#[must_use = "iterators do nothing unless they are asked"]
pub struct AsCompleted<T: Send + 'static, R: Runtime = Native> {
    /// Those that are still to come; none after an error.
    futures: Vec<Option<Future<T, R>>>,
    gathering: Arc<Gathering<R>>,
    deadline: Deadline,
    /// How many have been given out.
    given: usize,
    all: usize,
}

impl<T: Send + 'static, R: Runtime> Iterator for AsCompleted<T, R> {
    type Item = Result<Future<T, R>, Unfinished>;

    /// Waits for the next one.
    ///
    /// # Errors
    ///
    /// [`Unfinished`] if the deadline passed first.
    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        if self.given == self.futures.len() {
            return None;
        }
        let next = match self.gathering.settled(self.given) {
            Some(next) => Some(next),
            None if self.gathering.wait_for(self.given + 1, self.deadline) => {
                self.gathering.settled(self.given)
            }
            None => None,
        };
        let Some(next) = next else {
            let unfinished = Unfinished { unfinished: self.all - self.given, all: self.all };
            self.leave();
            return Some(Err(unfinished));
        };
        self.given += 1;
        self.futures[next].take().map(Ok)
    }
}

impl<T: Send + 'static, R: Runtime> FusedIterator for AsCompleted<T, R> {}

impl<T: Send + 'static, R: Runtime> AsCompleted<T, R> {
    /// Is told of nothing more, and gives out nothing more.
    #[track_caller]
    fn leave(&mut self) {
        for future in self.futures.drain(..).flatten() {
            future.leave(&self.gathering);
        }
        self.given = 0;
    }
}

impl<T: Send + 'static, R: Runtime> Drop for AsCompleted<T, R> {
    fn drop(&mut self) {
        if !R::is_abandoned() {
            self.leave();
        }
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for AsCompleted<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsCompleted")
            .field("given", &self.given)
            .field("all", &self.all)
            .finish_non_exhaustive()
    }
}
