use crate::{Answers, Spec};

/// A flag that one can wait for; whether it is set.
///
/// A wait is let through by a `set` even if a `clear` follows at once. So a wait is here an operation that may
/// return while the flag is set, and one that was under way when it was set is over; a history of waits that
/// overlap a set and a clear is explained by the moment in between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event(bool);

/// What one can do with an [`Event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOperation {
    /// Raises the flag.
    Set,
    /// Lowers it.
    Clear,
    /// Whether it is raised.
    IsSet,
    /// Waits until it is raised.
    Wait,
    /// Waits until it is raised; false if it is not for some time.
    WaitTimeout,
}

impl Spec for Event {
    type Operation = EventOperation;
    type Result = bool;

    fn apply(&self, operation: &EventOperation) -> Answers<Self, bool> {
        let Self(is_set) = *self;
        match operation {
            EventOperation::Set => Answers::one(Self(true), true),
            EventOperation::Clear => Answers::one(Self(false), true),
            EventOperation::Wait if !is_set => Answers::none(),
            EventOperation::Wait => Answers::one(self.clone(), true),
            // If it is set, a wait does not look at its deadline.
            EventOperation::IsSet | EventOperation::WaitTimeout => {
                Answers::one(self.clone(), is_set)
            }
        }
    }
}
