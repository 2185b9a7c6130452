//! `Lock`: a value, and at most one guard, which may leak.

use std::time::Duration;

use plainweave_sync::{Lock, LockGuard};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere, for_good};

pub(crate) struct Guards;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    value: u32,
    guard: Guard,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Guard {
    None,
    Kept,
    Leaked,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Lock,
    TryLock,
    LockInNoTime,
    LockTooLate,
    Write(u32),
    Unlock,
    Leak,
    IsLocked,
    TryLockElsewhere,
}
use Operation::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    /// The value that the new guard shows.
    Locked(Option<u32>),
    Is(bool),
    Nothing,
}

pub(crate) struct Real {
    lock: &'static Lock<u32>,
    guard: Option<LockGuard<'static, u32>>,
}

impl Real {
    /// Keeps a guard, if there is one.
    fn keep(&mut self, guard: Option<LockGuard<'static, u32>>) -> Answer {
        let value = guard.as_deref().copied();
        self.guard = guard.or(self.guard.take());
        Answer::Locked(value)
    }
}

impl Compared for Guards {
    type Model = Model;
    type Real = Real;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        any::<u32>().prop_map(|value| Model { value, guard: Guard::None }).boxed()
    }

    fn real(beginning: &Model) -> Real {
        Real { lock: for_good(Lock::new(beginning.value)), guard: None }
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        prop_oneof![
            3 => Just(Lock),
            3 => Just(TryLock),
            2 => Just(LockInNoTime),
            2 => Just(LockTooLate),
            4 => any::<u32>().prop_map(Write),
            6 => Just(Unlock),
            1 => Just(Leak),
            3 => Just(IsLocked),
            3 => Just(TryLockElsewhere),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        match operation {
            Lock => model.guard == Guard::None,
            Write(_) | Unlock | Leak => model.guard == Guard::Kept,
            _ => true,
        }
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        let seen = (model.guard == Guard::None).then_some(model.value);
        match *operation {
            Lock | TryLock | LockInNoTime | LockTooLate => {
                if seen.is_some() {
                    model.guard = Guard::Kept;
                }
                return Answer::Locked(seen);
            }
            TryLockElsewhere => return Answer::Locked(seen),
            IsLocked => return Answer::Is(model.guard != Guard::None),
            Write(value) => model.value = value,
            Unlock => model.guard = Guard::None,
            Leak => model.guard = Guard::Leaked,
        }
        Answer::Nothing
    }

    fn perform(real: &mut Real, operation: Operation) -> Answer {
        let lock = real.lock;
        match operation {
            Lock => return real.keep(Some(lock.lock())),
            TryLock => return real.keep(lock.try_lock()),
            LockInNoTime => return real.keep(lock.lock_timeout(Duration::ZERO)),
            LockTooLate => return real.keep(lock.lock_until(PAST)),
            TryLockElsewhere => {
                return Answer::Locked(elsewhere(|| lock.try_lock().map(|guard| *guard)));
            }
            IsLocked => return Answer::Is(lock.is_locked()),
            Write(value) => **real.guard.as_mut().expect("there is a guard") = value,
            Unlock => drop(real.guard.take()),
            Leak => std::mem::forget(real.guard.take()),
        }
        Answer::Nothing
    }
}
