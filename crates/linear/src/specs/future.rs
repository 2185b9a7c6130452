use crate::{Answers, Spec};

/// A result that may still be to come, and the promise of it.
///
/// A promise that is kept without a word that the task runs takes effect in two steps: for a moment it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Future {
    state: State,
    /// Whether somebody has kept the promise, or dropped it.
    is_used: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum State {
    #[default]
    Pending,
    Running,
    Ended(FutureResult),
}

/// What one can do with a [`Future`], and with its promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FutureOperation {
    /// Of the promise: says that the task runs.
    Start,
    /// Of the promise: brings the result.
    Finish(u32),
    /// Of the promise: says that the task panicked.
    Panic,
    /// Of the promise: drops it.
    Drop,
    /// Cancels the task unless it runs or has ended.
    Cancel,
    /// Waits for the result and takes it.
    Take,
    /// Waits for the result and takes it, but not longer than some time.
    TakeTimeout,
    /// Whether it has ended.
    IsDone,
    /// Whether it runs.
    IsRunning,
    /// Whether it was cancelled.
    IsCancelled,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FutureResult {
    /// The result.
    Value(u32),
    /// Somebody else has taken it.
    Taken,
    /// The task was cancelled.
    Cancelled,
    /// The task panicked.
    Panicked,
    /// The promise was dropped.
    Broken,
    /// The time is over.
    TimedOut,
    /// It is done.
    Done,
    /// There is no promise any more.
    Used,
    /// Whether it is so.
    Is(bool),
}

impl Future {
    fn take(self) -> Option<(Self, FutureResult)> {
        match self.state {
            State::Pending | State::Running => None,
            State::Ended(FutureResult::Value(value)) => {
                let taken = State::Ended(FutureResult::Taken);
                Some((Self { state: taken, ..self }, FutureResult::Value(value)))
            }
            State::Ended(result) => Some((self, result)),
        }
    }

    /// The promise is kept, and whoever keeps it is told.
    fn end(self, how: FutureResult) -> Answers<Self, FutureResult> {
        let used = Self { is_used: true, ..self };
        match self.state {
            _ if self.is_used => Answers::one(self, FutureResult::Used),
            State::Pending => Answers::none().step(Self { state: State::Running, ..self }),
            State::Running => {
                Answers::one(Self { state: State::Ended(how), ..used }, FutureResult::Done)
            }
            // Whoever drops it is told nothing.
            State::Ended(_) if how == FutureResult::Broken => {
                Answers::one(used, FutureResult::Done)
            }
            State::Ended(before) => Answers::one(used, before),
        }
    }
}

impl Spec for Future {
    type Operation = FutureOperation;
    type Result = FutureResult;

    fn apply(&self, operation: &FutureOperation) -> Answers<Self, FutureResult> {
        let is = |so| (*self, FutureResult::Is(so));
        let (next, result) = match operation {
            FutureOperation::Start if self.is_used => (*self, FutureResult::Used),
            FutureOperation::Start => match self.state {
                State::Pending => (Self { state: State::Running, ..*self }, FutureResult::Is(true)),
                State::Running => is(true),
                State::Ended(_) => is(false),
            },
            FutureOperation::Finish(value) => return self.end(FutureResult::Value(*value)),
            FutureOperation::Panic => return self.end(FutureResult::Panicked),
            FutureOperation::Drop => return self.end(FutureResult::Broken),
            FutureOperation::Cancel => match self.state {
                State::Pending => {
                    let state = State::Ended(FutureResult::Cancelled);
                    (Self { state, ..*self }, FutureResult::Is(true))
                }
                State::Running => is(false),
                State::Ended(how) => is(how == FutureResult::Cancelled),
            },
            FutureOperation::Take => match self.take() {
                Some(answer) => answer,
                None => return Answers::none(),
            },
            FutureOperation::TakeTimeout => self.take().unwrap_or((*self, FutureResult::TimedOut)),
            FutureOperation::IsDone => is(matches!(self.state, State::Ended(_))),
            FutureOperation::IsRunning => is(self.state == State::Running),
            FutureOperation::IsCancelled => is(self.state == State::Ended(FutureResult::Cancelled)),
        };
        Answers::one(next, result)
    }
}
