use crate::{Answers, Spec};

/// A lock that its owner may take again: who that is, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RLock(Option<(usize, u32)>);

/// What a thread, by its number, can do with an [`RLock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RLockOperation {
    /// Takes it, waiting until it is free or its own.
    Acquire(usize),
    /// Takes it if it is free or its own.
    TryAcquire(usize),
    /// Takes it unless it is another's for some time.
    AcquireTimeout(usize),
    /// Releases it once; false if it is not its own.
    Release(usize),
}

impl Spec for RLock {
    type Operation = RLockOperation;
    type Result = bool;

    fn apply(&self, operation: &RLockOperation) -> Answers<Self, bool> {
        let depth = |thread| match self.0 {
            None => Some(0),
            Some((owner, depth)) => (owner == thread).then_some(depth),
        };
        let taken = |thread, depth| Answers::one(Self(Some((thread, depth + 1))), true);
        match *operation {
            RLockOperation::Acquire(thread) => {
                depth(thread).map_or(Answers::none(), |depth| taken(thread, depth))
            }
            RLockOperation::TryAcquire(thread) => match depth(thread) {
                Some(depth) => taken(thread, depth),
                None => Answers::one(self.clone(), false),
            },
            RLockOperation::AcquireTimeout(thread) => match depth(thread) {
                // It is free, and the deadline may still have passed before.
                Some(0) => taken(thread, 0).or(self.clone(), false),
                Some(depth) => taken(thread, depth),
                None => Answers::one(self.clone(), false),
            },
            RLockOperation::Release(thread) => match depth(thread) {
                Some(1) => Answers::one(Self(None), true),
                Some(depth @ 2..) => Answers::one(Self(Some((thread, depth - 1))), true),
                _ => Answers::one(self.clone(), false),
            },
        }
    }
}
