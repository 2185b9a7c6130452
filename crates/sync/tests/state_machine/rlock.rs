//! `RLock`: a value, and guards that end in any order, or leak.

use std::cell::Cell;
use std::time::Duration;

use plainweave_sync::{RLock, RLockGuard};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere, for_good};

pub(crate) struct Guards;

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    value: u32,
    guards: usize,
    leaked: usize,
}

impl Model {
    fn level(&self) -> u32 {
        u32::try_from(self.guards + self.leaked).expect("a few")
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Lock,
    TryLock,
    LockInNoTime,
    LockTooLate,
    /// Through any of the guards.
    Write(usize, u32),
    Drop(usize),
    Leak(usize),
    Look,
    StrangerTries,
    StrangerLooks,
}
use Operation::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    /// The value that the new guard shows.
    Locked(Option<u32>),
    Seen {
        level: u32,
        is_owned: bool,
        is_locked: bool,
    },
    Nothing,
}

pub(crate) struct Real {
    lock: &'static RLock<Cell<u32>>,
    guards: Vec<RLockGuard<'static, Cell<u32>>>,
}

impl Real {
    fn keep(&mut self, guard: Option<RLockGuard<'static, Cell<u32>>>) -> Answer {
        let value = guard.as_ref().map(|guard| guard.get());
        self.guards.extend(guard);
        Answer::Locked(value)
    }

    /// Takes any of the guards.
    fn take(&mut self, number: usize) -> RLockGuard<'static, Cell<u32>> {
        self.guards.remove(number % self.guards.len())
    }
}

fn look(lock: &RLock<Cell<u32>>) -> Answer {
    let (level, is_owned, is_locked) = (lock.level(), lock.is_owned(), lock.is_locked());
    Answer::Seen { level, is_owned, is_locked }
}

impl Compared for Guards {
    type Model = Model;
    type Real = Real;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn real(_: &Model) -> Real {
        Real { lock: for_good(RLock::default()), guards: Vec::new() }
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        prop_oneof![
            2 => Just(Lock),
            2 => Just(TryLock),
            1 => Just(LockInNoTime),
            1 => Just(LockTooLate),
            3 => any::<(usize, u32)>().prop_map(|(guard, value)| Write(guard, value)),
            6 => any::<usize>().prop_map(Drop),
            1 => any::<usize>().prop_map(Leak),
            3 => Just(Look),
            2 => Just(StrangerTries),
            2 => Just(StrangerLooks),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        model.guards > 0 || !matches!(operation, Write(..) | Drop(_) | Leak(_))
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        let level = model.level();
        let is_locked = level > 0;
        match *operation {
            Lock | TryLock | LockInNoTime | LockTooLate => {
                model.guards += 1;
                return Answer::Locked(Some(model.value));
            }
            Look => return Answer::Seen { level, is_owned: is_locked, is_locked },
            StrangerTries => return Answer::Locked((!is_locked).then_some(model.value)),
            StrangerLooks => return Answer::Seen { level: 0, is_owned: false, is_locked },
            Write(_, value) => model.value = value,
            Drop(_) => model.guards -= 1,
            Leak(_) => {
                model.guards -= 1;
                model.leaked += 1;
            }
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
            Look => return look(lock),
            StrangerTries => {
                return Answer::Locked(elsewhere(|| lock.try_lock().map(|guard| guard.get())));
            }
            StrangerLooks => return elsewhere(|| look(lock)),
            Write(number, value) => real.guards[number % real.guards.len()].set(value),
            Drop(number) => drop(real.take(number)),
            Leak(number) => std::mem::forget(real.take(number)),
        }
        Answer::Nothing
    }
}
