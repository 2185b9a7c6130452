use crate::{Answers, Spec};

/// Permits; and how many there may be, if that is limited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Semaphore {
    /// How many there are.
    pub permits: u32,
    /// How many there may be.
    pub most: Option<u32>,
}

/// What one can do with a [`Semaphore`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SemaphoreOperation {
    /// Takes a permit, waiting until there is one.
    Acquire,
    /// Takes a permit if there is one.
    TryAcquire,
    /// Takes a permit unless there is none for some time.
    AcquireTimeout,
    /// Gives so many permits; false if that would be too many.
    Release(u32),
}

impl Spec for Semaphore {
    type Operation = SemaphoreOperation;
    type Result = bool;

    fn apply(&self, operation: &SemaphoreOperation) -> Answers<Self, bool> {
        let with = |permits| Self { permits, ..*self };
        let taken = self.permits.checked_sub(1).map(with);
        match (*operation, taken) {
            (SemaphoreOperation::Acquire, None) => Answers::none(),
            (SemaphoreOperation::Acquire | SemaphoreOperation::TryAcquire, Some(taken)) => {
                Answers::one(taken, true)
            }
            (SemaphoreOperation::AcquireTimeout, Some(taken)) => {
                Answers::one(taken, true).or(self.clone(), false)
            }
            (SemaphoreOperation::TryAcquire | SemaphoreOperation::AcquireTimeout, None) => {
                Answers::one(self.clone(), false)
            }
            (SemaphoreOperation::Release(count), _) => {
                let sum = self.permits.checked_add(count);
                let sum = sum.filter(|sum| self.most.is_none_or(|most| *sum <= most));
                match sum {
                    Some(sum) => Answers::one(with(sum), true),
                    None => Answers::one(self.clone(), false),
                }
            }
        }
    }
}
