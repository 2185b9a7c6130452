//! `RawLock`: one bit, which any thread may change.

use std::time::Duration;

use plainweave_sync::{NotHeld, RawLock};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere};

pub(crate) struct Raw;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Acquire,
    TryAcquire,
    AcquireInNoTime,
    AcquireTooLate,
    Release,
    IsLocked,
    Reinit,
}
use Operation::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    Is(bool),
    Released(Result<(), NotHeld>),
    Nothing,
}

impl Compared for Raw {
    /// Whether it is held.
    type Model = bool;
    type Real = RawLock;
    /// What, and whether a thread of its own does it.
    type Operation = (Operation, bool);
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<bool> {
        Just(false).boxed()
    }

    fn real(_: &bool) -> RawLock {
        RawLock::new()
    }

    fn operations(_: &bool) -> BoxedStrategy<(Operation, bool)> {
        let operation = prop_oneof![
            Just(Acquire),
            Just(TryAcquire),
            Just(AcquireInNoTime),
            Just(AcquireTooLate),
            Just(Release),
            Just(Release),
            Just(IsLocked),
            Just(Reinit),
        ];
        (operation, any::<bool>()).boxed()
    }

    fn is_possible(is_held: &bool, (operation, _): &(Operation, bool)) -> bool {
        !(*is_held && matches!(operation, Acquire))
    }

    fn foretell(is_held: &mut bool, (operation, _): &(Operation, bool)) -> Answer {
        match operation {
            Acquire => {
                *is_held = true;
                Answer::Nothing
            }
            TryAcquire | AcquireInNoTime | AcquireTooLate => {
                Answer::Is(!std::mem::replace(is_held, true))
            }
            Release => {
                let was_held = std::mem::take(is_held);
                Answer::Released(if was_held { Ok(()) } else { Err(NotHeld) })
            }
            IsLocked => Answer::Is(*is_held),
            Reinit => {
                *is_held = false;
                Answer::Nothing
            }
        }
    }

    fn perform(lock: &mut RawLock, (operation, by_another): (Operation, bool)) -> Answer {
        let perform = || match operation {
            Acquire => {
                lock.acquire();
                Answer::Nothing
            }
            TryAcquire => Answer::Is(lock.try_acquire()),
            AcquireInNoTime => Answer::Is(lock.acquire_timeout(Duration::ZERO)),
            AcquireTooLate => Answer::Is(lock.acquire_until(PAST)),
            Release => Answer::Released(lock.release()),
            IsLocked => Answer::Is(lock.is_locked()),
            Reinit => {
                lock.reinit_after_fork();
                Answer::Nothing
            }
        };
        if by_another { elsewhere(perform) } else { perform() }
    }
}
