//! An item that is being worked on.

use std::fmt;
use std::ops::{Deref, DerefMut};

use runtime::{Native, Operation, Runtime};

use super::{JoinableQueue, Queue, QueueKind};

/// An item of a [`JoinableQueue`], and the duty to say when it is done: dropping it does.
///
/// Also if the worker panics: who joins the queue is not left waiting. The item is dropped first, so
/// that a join sees what its destructor did.
///
/// A task has no owner, and may end in another thread. If it is leaked, nothing is said, and a join
/// waits for ever; [`forget`](Task::forget) says so openly. If [`task_done`](JoinableQueue::task_done)
/// was called for it by hand, too, and so nothing is unfinished any more, dropping it does nothing.
///
/// # Examples
///
/// ```
/// use plainweave_sync::JoinableQueue;
///
/// let queue = JoinableQueue::new();
/// queue.put("wash up".to_owned())?;
/// let mut task = queue.get_task()?;
/// task.push_str(", and dry");
/// assert_eq!((task.as_str(), queue.unfinished()), ("wash up, and dry", 1));
/// drop(task);
/// queue.join();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "the task is done as soon as it is dropped"]
pub struct Task<'a, T: Send, R: Runtime = Native, Q: QueueKind<T, R> = Queue<T, R>> {
    // First the item is dropped, then it is done.
    item: T,
    duty: Duty<'a, T, R, Q>,
}

/// Marks a task done when it is dropped.
struct Duty<'a, T: Send, R: Runtime, Q: QueueKind<T, R>>(&'a JoinableQueue<T, R, Q>);

impl<'a, T: Send, R: Runtime, Q: QueueKind<T, R>> Task<'a, T, R, Q> {
    pub(super) fn new(item: T, queue: &'a JoinableQueue<T, R, Q>) -> Self {
        Self { item, duty: Duty(queue) }
    }

    /// Marks the task done, and gives the item.
    #[track_caller]
    pub fn into_inner(self) -> T {
        let Self { item, duty } = self;
        drop(duty);
        item
    }

    /// Gives the item, and does not mark the task done: [`task_done`](JoinableQueue::task_done) is to
    /// be called for it.
    pub fn forget(self) -> T {
        let Self { item, duty } = self;
        std::mem::forget(duty);
        item
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> Drop for Duty<'_, T, R, Q> {
    #[track_caller]
    fn drop(&mut self) {
        if !R::is_abandoned() {
            // An error means that somebody marked it done already. See the type.
            let _ = self.0.finish_one(Operation::dropping("task_done"));
        }
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> Deref for Task<'_, T, R, Q> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> DerefMut for Task<'_, T, R, Q> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.item
    }
}

impl<T: Send + fmt::Debug, R: Runtime, Q: QueueKind<T, R>> fmt::Debug for Task<'_, T, R, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.item).finish()
    }
}

/// The tasks of a [`JoinableQueue`] as they come, until it is shut down and empty.
#[must_use = "nothing is got before it is asked for"]
pub struct Tasks<'a, T: Send, R: Runtime = Native, Q: QueueKind<T, R> = Queue<T, R>>(
    &'a JoinableQueue<T, R, Q>,
);

impl<'a, T: Send, R: Runtime, Q: QueueKind<T, R>> Tasks<'a, T, R, Q> {
    pub(super) fn new(queue: &'a JoinableQueue<T, R, Q>) -> Self {
        Self(queue)
    }
}

impl<'a, T: Send, R: Runtime, Q: QueueKind<T, R>> Iterator for Tasks<'a, T, R, Q> {
    type Item = Task<'a, T, R, Q>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.get_task().ok()
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> fmt::Debug for Tasks<'_, T, R, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tasks")
    }
}
