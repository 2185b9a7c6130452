use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;

use runtime::{Deadline, Native, Runtime};

use crate::{Future, TaskError};

/// Results in the order of the items; see [`ThreadPool::map`](crate::ThreadPool::map).
///
/// It ends after an error. Those results that are not asked for are not waited for, and their tasks
/// cancelled.
#[must_use = "the tasks whose results are not asked for are cancelled"]
pub struct Map<T: Send + 'static, R: Runtime = Native> {
    futures: VecDeque<Future<T, R>>,
    deadline: Deadline,
}

impl<T: Send + 'static, R: Runtime> Map<T, R> {
    pub(crate) fn until(deadline: Deadline) -> Self {
        Self { futures: VecDeque::new(), deadline }
    }

    pub(crate) fn push(&mut self, future: Future<T, R>) {
        self.futures.push_back(future);
    }

    #[track_caller]
    fn cancel_rest(&mut self) {
        for future in self.futures.drain(..) {
            future.cancel();
        }
    }
}

impl<T: Send + 'static, R: Runtime> Iterator for Map<T, R> {
    type Item = Result<T, TaskError>;

    /// Waits for the next result.
    ///
    /// # Errors
    ///
    /// Why there is none. Then all tasks that have not begun are cancelled, and nothing follows.
    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        let future = self.futures.pop_front()?;
        let result = future.take_result_until(self.deadline);
        if result.is_err() {
            future.cancel();
            self.cancel_rest();
        }
        Some(result)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.futures.len()))
    }
}

impl<T: Send + 'static, R: Runtime> FusedIterator for Map<T, R> {}

impl<T: Send + 'static, R: Runtime> Drop for Map<T, R> {
    fn drop(&mut self) {
        if !R::is_abandoned() {
            self.cancel_rest();
        }
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Map<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Map").field("left", &self.futures).finish_non_exhaustive()
    }
}
