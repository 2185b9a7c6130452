use crate::{Answers, Spec};

/// A lock that anybody may release; whether it is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lock(bool);

/// What one can do with a [`Lock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockOperation {
    /// Takes it, waiting until it is free.
    Acquire,
    /// Takes it if it is free.
    TryAcquire,
    /// Takes it unless it is not free for some time.
    AcquireTimeout,
    /// Releases it; false if it is not held.
    Release,
}

impl Spec for Lock {
    type Operation = LockOperation;
    type Result = bool;

    fn apply(&self, operation: &LockOperation) -> Answers<Self, bool> {
        let Self(is_held) = *self;
        match operation {
            LockOperation::Acquire if is_held => Answers::none(),
            LockOperation::Acquire => Answers::one(Self(true), true),
            LockOperation::TryAcquire => Answers::one(Self(true), !is_held),
            LockOperation::AcquireTimeout if is_held => Answers::one(Self(true), false),
            // It is free, and the deadline may still have passed before.
            LockOperation::AcquireTimeout => Answers::one(Self(true), true).or(Self(false), false),
            LockOperation::Release => Answers::one(Self(false), is_held),
        }
    }
}
