//! `Semaphore` and `BoundedSemaphore`: a number, with a limit that is far away or near.

use std::num::NonZeroU32;
use std::time::Duration;

use plainweave_sync::{
    BoundedSemaphore, Native, OverRelease, Permit, Semaphore, TimedOut, WouldBlock,
};
use proptest::prelude::*;

use crate::{Compared, PAST, for_good};

const MAX: u32 = Semaphore::<Native>::MAX_PERMITS;

pub(crate) struct Plain;
pub(crate) struct Bounded;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    free: u32,
    max: u32,
    /// How many permits the test holds.
    held: usize,
}

impl Model {
    fn take(&mut self) -> bool {
        let is_free = self.free > 0;
        self.free -= u32::from(is_free);
        self.held += usize::from(is_free);
        is_free
    }

    fn give(&mut self, permits: u32) -> Result<(), OverRelease> {
        let fits = u64::from(self.free) + u64::from(permits) <= u64::from(self.max);
        self.free += if fits { permits } else { 0 };
        if fits { Ok(()) } else { Err(OverRelease { max: self.max }) }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Acquire,
    TryAcquire,
    AcquireInNoTime,
    AcquireTooLate,
    /// Drops any of the permits.
    Drop(usize),
    Forget(usize),
    Release,
    ReleaseMany(NonZeroU32),
    Available,
}
use Operation::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    Tried(Result<(), WouldBlock>),
    Waited(Result<(), TimedOut>),
    Released(Result<(), OverRelease>),
    Available(u32),
    Nothing,
}

pub(crate) struct Real<S: 'static> {
    semaphore: &'static S,
    held: Vec<Permit<'static>>,
}

impl<S> Real<S> {
    fn new(semaphore: S) -> Self {
        Self { semaphore: for_good(semaphore), held: Vec::new() }
    }

    fn keep(&mut self, permit: Permit<'static>) {
        self.held.push(permit);
    }

    /// Takes any of the permits.
    fn take(&mut self, number: usize) -> Permit<'static> {
        self.held.remove(number % self.held.len())
    }
}

fn operations() -> BoxedStrategy<Operation> {
    let few = (1_u32..4).boxed();
    let many = prop_oneof![Just(MAX / 2), MAX - 3..=MAX, Just(u32::MAX - 1), Just(u32::MAX)];
    let number = prop_oneof![4 => few, 1 => many];
    prop_oneof![
        2 => Just(Acquire),
        2 => Just(TryAcquire),
        1 => Just(AcquireInNoTime),
        1 => Just(AcquireTooLate),
        3 => any::<usize>().prop_map(Drop),
        1 => any::<usize>().prop_map(Forget),
        2 => Just(Release),
        2 => number.prop_map(|number| ReleaseMany(NonZeroU32::new(number).expect("not zero"))),
        3 => Just(Available),
    ]
    .boxed()
}

fn is_possible(model: &Model, operation: &Operation) -> bool {
    match operation {
        Acquire => model.free > 0,
        Drop(_) | Forget(_) => model.held > 0,
        _ => true,
    }
}

fn foretell(model: &mut Model, operation: &Operation) -> Answer {
    match *operation {
        Acquire => {
            model.take();
            Answer::Nothing
        }
        TryAcquire => Answer::Tried(if model.take() { Ok(()) } else { Err(WouldBlock) }),
        AcquireInNoTime | AcquireTooLate => {
            Answer::Waited(if model.take() { Ok(()) } else { Err(TimedOut) })
        }
        Drop(_) => {
            model.held -= 1;
            let _ = model.give(1);
            Answer::Nothing
        }
        Forget(_) => {
            model.held -= 1;
            Answer::Nothing
        }
        Release => Answer::Released(model.give(1)),
        ReleaseMany(permits) => Answer::Released(model.give(permits.get())),
        Available => Answer::Available(model.free),
    }
}

/// The two have the same methods.
macro_rules! compared {
    ($compared:ty, $semaphore:ty, $beginnings:expr, $max:expr) => {
        impl Compared for $compared {
            type Model = Model;
            type Real = Real<$semaphore>;
            type Operation = Operation;
            type Answer = Answer;

            fn beginnings() -> BoxedStrategy<Model> {
                $beginnings.prop_map(|free: u32| Model { free, max: $max(free), held: 0 }).boxed()
            }

            fn real(beginning: &Model) -> Self::Real {
                Real::new(<$semaphore>::new(beginning.free))
            }

            fn operations(_: &Model) -> BoxedStrategy<Operation> {
                operations()
            }

            fn is_possible(model: &Model, operation: &Operation) -> bool {
                is_possible(model, operation)
            }

            fn foretell(model: &mut Model, operation: &Operation) -> Answer {
                foretell(model, operation)
            }

            fn perform(real: &mut Self::Real, operation: Operation) -> Answer {
                let semaphore = real.semaphore;
                match operation {
                    Acquire => {
                        real.keep(semaphore.acquire());
                        Answer::Nothing
                    }
                    TryAcquire => {
                        Answer::Tried(semaphore.try_acquire().map(|permit| real.keep(permit)))
                    }
                    AcquireInNoTime => {
                        let permit = semaphore.acquire_timeout(Duration::ZERO);
                        Answer::Waited(permit.map(|permit| real.keep(permit)))
                    }
                    AcquireTooLate => {
                        let permit = semaphore.acquire_until(PAST);
                        Answer::Waited(permit.map(|permit| real.keep(permit)))
                    }
                    Drop(number) => {
                        drop(real.take(number));
                        Answer::Nothing
                    }
                    Forget(number) => {
                        real.take(number).forget();
                        Answer::Nothing
                    }
                    Release => Answer::Released(semaphore.release()),
                    ReleaseMany(permits) => Answer::Released(semaphore.release_many(permits)),
                    Available => Answer::Available(semaphore.available()),
                }
            }
        }
    };
}

compared!(Plain, Semaphore, prop_oneof![0_u32..3, MAX - 2..=MAX, Just(MAX / 2)], |_| MAX);
compared!(Bounded, BoundedSemaphore, prop_oneof![4 => 0_u32..4, 1 => MAX - 1..=MAX], |free| free);
