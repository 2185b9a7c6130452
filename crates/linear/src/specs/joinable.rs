use super::{Queue, QueueOperation, QueueResult};
use crate::{Answers, Spec};

/// A queue that knows how many of its items are unfinished.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinableQueue {
    queue: Queue,
    unfinished: usize,
}

/// What one can do with a [`JoinableQueue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinableOperation {
    /// What one can do with the queue that it is made of.
    Queue(QueueOperation),
    /// Says that an item is done.
    TaskDone,
    /// Waits until all are.
    Join,
    /// Waits until all are, but not longer than some time.
    JoinTimeout,
    /// How many are not.
    Unfinished,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinableResult {
    /// What the queue says.
    Queue(QueueResult),
    /// It is done.
    Done,
    /// No item is unfinished.
    TooMany,
    /// The time is over.
    TimedOut,
    /// So many.
    Count(usize),
}

impl JoinableQueue {
    /// Made of this queue, which is empty.
    pub const fn new(queue: Queue) -> Self {
        Self { queue, unfinished: 0 }
    }

    /// The queue does something, and the items that come into it or are dropped count.
    fn queue(&self, operation: &QueueOperation) -> Answers<Self, JoinableResult> {
        let before = self.queue.len();
        let mut answers = Answers::none();
        for (queue, result) in self.queue.apply(operation) {
            let unfinished = match operation {
                // Some of those may have been said to be done before anybody got them.
                QueueOperation::ShutDown { .. } => {
                    self.unfinished.saturating_sub(before - queue.len())
                }
                _ => self.unfinished + queue.len().saturating_sub(before),
            };
            answers = answers.or(Self { queue, unfinished }, JoinableResult::Queue(result));
        }
        answers
    }
}

impl Spec for JoinableQueue {
    type Operation = JoinableOperation;
    type Result = JoinableResult;

    fn apply(&self, operation: &JoinableOperation) -> Answers<Self, JoinableResult> {
        let same = |result| Answers::one(self.clone(), result);
        match operation {
            JoinableOperation::Queue(operation) => self.queue(operation),
            JoinableOperation::TaskDone => match self.unfinished.checked_sub(1) {
                Some(unfinished) => {
                    Answers::one(Self { unfinished, ..self.clone() }, JoinableResult::Done)
                }
                None => same(JoinableResult::TooMany),
            },
            JoinableOperation::Join if self.unfinished > 0 => Answers::none(),
            JoinableOperation::JoinTimeout if self.unfinished > 0 => same(JoinableResult::TimedOut),
            JoinableOperation::Join | JoinableOperation::JoinTimeout => same(JoinableResult::Done),
            JoinableOperation::Unfinished => same(JoinableResult::Count(self.unfinished)),
        }
    }
}
