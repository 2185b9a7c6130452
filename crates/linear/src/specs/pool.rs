use crate::{Answers, Spec};

/// Workers that run tasks: who waits for a task of theirs, by the threads' numbers.
///
/// A call takes effect in steps: the task is accepted, and then it has run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pool {
    is_shut_down: bool,
    /// Whose task was accepted, and whether it may have been cancelled since.
    accepted: Vec<(usize, bool)>,
}

/// What one can do with a [`Pool`]; who calls a task says which thread that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolOperation {
    /// Has a task run that gives this number, and waits for it.
    Call(usize, u32),
    /// Has a task run that panics, and waits for it.
    CallPanics(usize),
    /// Accepts no more tasks; those that wait run, or are cancelled.
    Close {
        /// Whether they are cancelled.
        cancels: bool,
    },
    /// Accepts no more tasks, and waits until all have run.
    ShutDown,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolResult {
    /// What the task gave.
    Value(u32),
    /// The task panicked.
    Panicked,
    /// The task was cancelled.
    Cancelled,
    /// The pool accepts no tasks.
    ShutDown,
    /// It is done.
    Done,
}

impl Pool {
    fn call(&self, me: usize, result: PoolResult) -> Answers<Self, PoolResult> {
        let mut next = self.clone();
        if let Some(place) = self.accepted.iter().position(|(who, _)| *who == me) {
            let (_, may_be_cancelled) = next.accepted.remove(place);
            let answers = Answers::one(next.clone(), result);
            // Unless a worker had it already.
            return if may_be_cancelled {
                answers.or(next, PoolResult::Cancelled)
            } else {
                answers
            };
        }
        if self.is_shut_down {
            return Answers::one(next, PoolResult::ShutDown);
        }
        next.accepted.push((me, false));
        next.accepted.sort_unstable();
        Answers::none().step(next)
    }
}

impl Spec for Pool {
    type Operation = PoolOperation;
    type Result = PoolResult;

    fn apply(&self, operation: &PoolOperation) -> Answers<Self, PoolResult> {
        match *operation {
            PoolOperation::Call(me, number) => self.call(me, PoolResult::Value(number)),
            PoolOperation::CallPanics(me) => self.call(me, PoolResult::Panicked),
            PoolOperation::Close { cancels } => {
                let accepted = self.accepted.iter().map(|(who, before)| (*who, *before || cancels));
                let next = Self { is_shut_down: true, accepted: accepted.collect() };
                Answers::one(next, PoolResult::Done)
            }
            PoolOperation::ShutDown => {
                let next = Self { is_shut_down: true, ..self.clone() };
                // Tasks whose results nobody has asked for yet have run, too.
                Answers::one(next, PoolResult::Done)
            }
        }
    }
}
