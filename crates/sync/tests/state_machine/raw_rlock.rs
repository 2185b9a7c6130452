//! `RawRLock`: an owner, who may die, and levels, which may be set aside.

use std::time::Duration;

use plainweave_sync::{Levels, NotOwner, RawRLock};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere};

pub(crate) struct Raw;

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// How many levels this thread has.
    levels: u32,
    /// Whether a thread has died as the owner.
    is_dead: bool,
    /// What was given up at once and not yet taken back.
    aside: Vec<u32>,
}

impl Model {
    fn acquire(&mut self) -> bool {
        self.levels += u32::from(!self.is_dead);
        !self.is_dead
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Acquire,
    TryAcquire,
    AcquireInNoTime,
    AcquireTooLate,
    Release,
    ReleaseAll,
    Reacquire,
    Level,
    IsOwned,
    IsLocked,
    Reinit,
    /// What a thread without levels is told.
    StrangerAcquiresAndReleases,
    StrangerReleases,
    StrangerReleasesAll,
    StrangerLooks,
    /// Acquires, if possible, and is gone.
    StrangerDiesInside,
}
use Operation::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Is(bool),
    Level(u32),
    Released(Result<(), NotOwner>),
    Nothing,
}

const ALL: [Operation; 16] = [
    Acquire,
    TryAcquire,
    AcquireInNoTime,
    AcquireTooLate,
    Release,
    ReleaseAll,
    Reacquire,
    Level,
    IsOwned,
    IsLocked,
    Reinit,
    StrangerAcquiresAndReleases,
    StrangerReleases,
    StrangerReleasesAll,
    StrangerLooks,
    StrangerDiesInside,
];

impl Compared for Raw {
    type Model = Model;
    type Real = (RawRLock, Vec<Levels>);
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn real(_: &Model) -> (RawRLock, Vec<Levels>) {
        (RawRLock::new(), Vec::new())
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        prop_oneof![
            prop::sample::select(&ALL[..]),
            // Else there is rarely more than one level.
            prop::sample::select(&[Acquire, TryAcquire, Release][..]),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        match operation {
            Acquire => !model.is_dead,
            Reacquire => !model.is_dead && !model.aside.is_empty(),
            _ => true,
        }
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        let is_mine = model.levels > 0;
        let is_free = !is_mine && !model.is_dead;
        let released = if is_mine { Ok(()) } else { Err(NotOwner) };
        match operation {
            Acquire | TryAcquire | AcquireInNoTime | AcquireTooLate => Answer::Is(model.acquire()),
            Release => {
                model.levels = model.levels.saturating_sub(1);
                Answer::Released(released)
            }
            ReleaseAll => {
                let levels = std::mem::take(&mut model.levels);
                model.aside.extend(is_mine.then_some(levels));
                Answer::Released(released)
            }
            Reacquire => {
                model.levels += model.aside.pop().expect("see `is_possible`");
                Answer::Level(model.levels)
            }
            Level => Answer::Level(model.levels),
            IsOwned => Answer::Is(is_mine),
            IsLocked => Answer::Is(!is_free),
            Reinit => {
                (model.levels, model.is_dead) = (0, false);
                Answer::Nothing
            }
            StrangerAcquiresAndReleases => Answer::Is(is_free),
            StrangerReleases | StrangerReleasesAll => Answer::Released(Err(NotOwner)),
            StrangerLooks => Answer::Level(0),
            StrangerDiesInside => {
                model.is_dead |= is_free;
                Answer::Is(is_free)
            }
        }
    }

    fn perform((lock, aside): &mut (RawRLock, Vec<Levels>), operation: Operation) -> Answer {
        match operation {
            Acquire => {
                lock.acquire();
                Answer::Is(true)
            }
            TryAcquire => Answer::Is(lock.try_acquire()),
            AcquireInNoTime => Answer::Is(lock.acquire_timeout(Duration::ZERO)),
            AcquireTooLate => Answer::Is(lock.acquire_until(PAST)),
            Release => Answer::Released(lock.release()),
            ReleaseAll => Answer::Released(lock.release_all().map(|levels| aside.push(levels))),
            Reacquire => {
                lock.reacquire(aside.pop().expect("see `is_possible`"));
                Answer::Level(lock.level())
            }
            Level => Answer::Level(lock.level()),
            IsOwned => Answer::Is(lock.is_owned()),
            IsLocked => Answer::Is(lock.is_locked()),
            Reinit => {
                lock.reinit_after_fork();
                Answer::Nothing
            }
            StrangerAcquiresAndReleases => {
                Answer::Is(elsewhere(|| lock.try_acquire() && lock.release().is_ok()))
            }
            StrangerReleases => Answer::Released(elsewhere(|| lock.release())),
            StrangerReleasesAll => Answer::Released(elsewhere(|| lock.release_all().map(drop))),
            StrangerLooks => Answer::Level(elsewhere(|| lock.level() + u32::from(lock.is_owned()))),
            StrangerDiesInside => Answer::Is(elsewhere(|| lock.try_acquire())),
        }
    }
}
