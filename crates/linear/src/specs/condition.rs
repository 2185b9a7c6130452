use crate::{Answers, Spec};

/// A queue of threads that wait, by their numbers, and a flag that some of them wait for; both behind one lock,
/// which each operation takes and releases.
///
/// A wait takes effect in steps: the thread lines up, is notified or gives up, and goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    flag: bool,
    /// Oldest first.
    waiting: Vec<usize>,
    /// Who was notified and has not gone on yet.
    notified: Vec<usize>,
}

/// What one can do with a [`Condition`]; who waits says which thread that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionOperation {
    /// Waits to be notified, but not longer than some time.
    WaitTimeout(usize),
    /// Waits until the flag is up.
    WaitForFlag(usize),
    /// Notifies up to so many of those who wait, the oldest first.
    Notify(u32),
    /// Raises the flag and notifies all.
    Raise,
    /// Lowers the flag.
    Lower,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionResult {
    /// A notification was spent on it, or the flag is up.
    Woken,
    /// The time is over, and no notification was spent on it.
    TimedOut,
    /// So many were notified.
    Notified(u32),
    /// It is done.
    Done,
}

impl Condition {
    fn notify(&mut self, most: u32) -> ConditionResult {
        let count = self.waiting.len().min(most as usize);
        self.notified.extend(self.waiting.drain(..count));
        // In no order: states that behave alike are equal.
        self.notified.sort_unstable();
        ConditionResult::Notified(u32::try_from(count).unwrap_or(u32::MAX))
    }

    fn wait(&self, me: usize, for_flag: bool) -> Answers<Self, ConditionResult> {
        let mut next = self.clone();
        let is_me = |who: &usize| *who == me;
        if self.waiting.iter().any(is_me) {
            if for_flag {
                return Answers::none();
            }
            next.waiting.retain(|who| *who != me);
            return Answers::one(next, ConditionResult::TimedOut);
        }
        let was_notified = self.notified.iter().any(is_me);
        next.notified.retain(|who| *who != me);
        if if for_flag { self.flag } else { was_notified } {
            return Answers::one(next, ConditionResult::Woken);
        }
        next.waiting.push(me);
        Answers::none().step(next)
    }
}

impl Spec for Condition {
    type Operation = ConditionOperation;
    type Result = ConditionResult;

    fn apply(&self, operation: &ConditionOperation) -> Answers<Self, ConditionResult> {
        let mut next = self.clone();
        let result = match *operation {
            ConditionOperation::WaitTimeout(me) => return self.wait(me, false),
            ConditionOperation::WaitForFlag(me) => return self.wait(me, true),
            ConditionOperation::Notify(most) => next.notify(most),
            ConditionOperation::Raise => {
                next.flag = true;
                next.notify(u32::MAX)
            }
            ConditionOperation::Lower => {
                next.flag = false;
                ConditionResult::Done
            }
        };
        Answers::one(next, result)
    }
}
