//! Two diners who need the plate and the chopsticks.
//!
//! ```text
//! ann:  take the plate;       take the chopsticks;  eat;  put both down
//! ben:  take the chopsticks;  take the plate;       eat;  put both down
//! ```
//!
//! *Invariant*: both get all their meals. Where each takes first what the other takes second, they
//! may end up each with one thing, waiting for the other thing.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Lock, RLock};
use trace::FaultKind;

use crate::lockable::Lockable;
use crate::tally::Tally;
use crate::{Cx, Expect, Params, Scenario};

crate::params! {
    /// How much is eaten.
    pub struct Sizes {
        /// Meals for each of the two.
        meals: 1 in models, 50 natively, within 1..=10_000;
    }
}

/// Each takes first what the other takes second.
#[derive(Debug)]
pub struct Crossed;

/// Both take the plate first.
#[derive(Debug)]
pub struct SameOrder;

/// As [`Crossed`], with locks that their holder may take again.
#[derive(Debug)]
pub struct TwoRLocksCrossed;

/// As [`Crossed`], but plate and chopsticks are one lock.
#[derive(Debug)]
pub struct OneRLockTwoNames;

impl Scenario for Crossed {
    const NAME: &'static str = "plate-and-chopsticks/crossed";
    const STORY: &'static str = "Ann takes the plate and then the chopsticks, Ben the chopsticks and \
        then the plate. Each may end up with one of them, waiting for ever for the other.";
    const PYTHON: &'static str = include_str!("../python/plate-and-chopsticks/crossed.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let [plate, chopsticks] = two_locks::<R>();
        dinner(*cx, [&plate, &chopsticks], [&chopsticks, &plate]);
    }
}

impl Scenario for SameOrder {
    const NAME: &'static str = "plate-and-chopsticks/same-order";
    const STORY: &'static str = "Ann and Ben both take the plate before the chopsticks. Who has the \
        plate never waits for somebody without it.";
    const PYTHON: &'static str = include_str!("../python/plate-and-chopsticks/same-order.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let [plate, chopsticks] = two_locks::<R>();
        dinner(*cx, [&plate, &chopsticks], [&plate, &chopsticks]);
    }
}

impl Scenario for TwoRLocksCrossed {
    const NAME: &'static str = "plate-and-chopsticks/two-rlocks-crossed";
    const STORY: &'static str = "The crossed dinner with two RLocks. That a thread may take its own \
        lock again does not help: each waits for the lock of the other.";
    const PYTHON: &'static str =
        include_str!("../python/plate-and-chopsticks/two-rlocks-crossed.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let plate = Arc::new(RLock::<(), R>::new_in(()).named("plate"));
        let chopsticks = Arc::new(RLock::<(), R>::new_in(()).named("chopsticks"));
        dinner(*cx, [&plate, &chopsticks], [&chopsticks, &plate]);
    }
}

impl Scenario for OneRLockTwoNames {
    const NAME: &'static str = "plate-and-chopsticks/one-rlock-two-names";
    const STORY: &'static str = "The crossed dinner, but plate and chopsticks are two names of the \
        same RLock. Who has the one has the other, and takes it a second time.";
    const PYTHON: &'static str =
        include_str!("../python/plate-and-chopsticks/one-rlock-two-names.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let plate = Arc::new(RLock::<(), R>::new_in(()).named("plate and chopsticks"));
        let chopsticks = Arc::clone(&plate);
        dinner(*cx, [&plate, &chopsticks], [&chopsticks, &plate]);
    }
}

/// The plate and the chopsticks.
#[track_caller]
pub(crate) fn two_locks<R: Runtime>() -> [Arc<Lock<(), R>>; 2] {
    ["plate", "chopsticks"].map(|name| Arc::new(Lock::new_in(()).named(name)))
}

/// A dinner of two, each of whom takes two things in this order.
fn dinner<R: Runtime>(
    cx: Cx<R, Sizes>,
    ann: [&Arc<impl Lockable>; 2],
    ben: [&Arc<impl Lockable>; 2],
) {
    let eaten = Tally::default();
    let meals = cx.params.meals;
    let diners = [diner(cx, "ann", ann, meals, &eaten), diner(cx, "ben", ben, meals, &eaten)];
    cx.join_all(diners);
    assert_eq!(eaten.total(), 2 * meals, "meals eaten");
}

/// Starts somebody who takes two things, eats, and puts them down, as often as there are meals.
pub(crate) fn diner<R: Runtime, P: Params>(
    cx: Cx<R, P>,
    name: &str,
    [first, second]: [&Arc<impl Lockable>; 2],
    meals: u32,
    eaten: &Tally,
) -> R::Thread {
    let (first, second, eaten) = (Arc::clone(first), Arc::clone(second), eaten.clone());
    cx.spawn(name, move || {
        for _ in 0..meals {
            let _first = first.hold();
            cx.pause();
            let _second = second.hold();
            eaten.add(1);
        }
    })
}
