//! Philosophers at a round table, with one fork between any two neighbours.
//!
//! ```text
//! each philosopher:  take the fork on the left
//!                    take the fork on the right
//!                    eat
//!                    put both down
//! ```
//!
//! *Invariant*: everybody gets all meals. If all of them take the left fork at once, everybody waits
//! for the neighbour. Ways out: an order of the forks that everybody keeps to, a waiter who lets all
//! but one sit down, forks that are given away unless they are [clean], and backing off, which trades
//! the deadlock for a livelock.
//!
//! [clean]: CleanForks

mod clean_forks;

use std::sync::Arc;

use runtime::Runtime;
use sync::{Lock, Semaphore};
use trace::FaultKind;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Params, Scenario};

pub use clean_forks::CleanForks;

crate::params! {
    /// How large the table is.
    pub struct Sizes {
        /// Philosophers, and forks.
        philosophers: 3 in models, 5 natively, within 2..=64;
        /// Meals for each of them.
        meals: 1 in models, 20 natively, within 1..=10_000;
    }
}

crate::params! {
    /// How large the table is to which a waiter leads. Every guest has to pass the waiter, which
    /// makes for many interleavings; so there are fewer of them in a model.
    pub struct Guests {
        /// Philosophers, and forks.
        philosophers: 2 in models, 5 natively, within 2..=64;
        /// Meals for each of them.
        meals: 1 in models, 20 natively, within 1..=10_000;
    }
}

crate::params! {
    /// How large the table is, and how patient they are.
    pub struct Patience {
        /// Philosophers, and forks.
        philosophers: 2 in models, 5 natively, within 2..=64;
        /// How often each of them tries.
        rounds: 2 in models, 20 natively, within 1..=10_000;
    }
}

/// Everybody takes the left fork first.
#[derive(Debug)]
pub struct Naive;

/// Everybody takes the fork with the lower number first.
#[derive(Debug)]
pub struct Ordered;

/// A waiter lets all but one sit down.
#[derive(Debug)]
pub struct Waiter;

/// Who does not get the right fork puts the left one down again.
#[derive(Debug)]
pub struct BackOff;

/// Who does not get the right fork leaves, with the left one in hand.
#[derive(Debug)]
pub struct WalksOff;

impl Scenario for Naive {
    const NAME: &'static str = "philosophers/naive";
    const STORY: &'static str = "Every philosopher takes the fork on the left and then the one on \
        the right. If all take the left one at once, nobody ever eats again.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/naive.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let cx = *cx;
        feast(cx, cx.params, move |place| eat(cx, &place.left, &place.right));
    }
}

impl Scenario for Ordered {
    const NAME: &'static str = "philosophers/ordered";
    const STORY: &'static str = "The forks are numbered, and every philosopher takes the lower \
        number first. The last one reaches to the right first, so there is no circle.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/ordered.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let cx = *cx;
        feast(cx, cx.params, move |place| {
            let is_last = place.number + 1 == cx.params.philosophers;
            let (low, high) =
                if is_last { (&place.right, &place.left) } else { (&place.left, &place.right) };
            eat(cx, low, high);
        });
    }
}

impl Scenario for Waiter {
    const NAME: &'static str = "philosophers/waiter";
    const STORY: &'static str = "A waiter, who is a semaphore, lets all philosophers but one sit \
        down. Of those who sit, one always has a neighbour without a fork.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/waiter.py");
    type Params = Guests;

    fn run<R: Runtime>(cx: &Cx<R, Guests>) {
        let cx = *cx;
        let Guests { philosophers, meals } = cx.params;
        let waiter = Arc::new(Semaphore::<R>::new_in(philosophers - 1).named("waiter"));
        feast(cx, Sizes { philosophers, meals }, move |place| {
            let _seat = waiter.acquire();
            eat(cx, &place.left, &place.right);
        });
    }
}

impl Scenario for BackOff {
    const NAME: &'static str = "philosophers/back-off";
    const STORY: &'static str = "A philosopher who does not get the right fork puts the left one \
        down and tries again. Nobody waits for ever, but all may do so in step and never eat.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/back-off.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Livelock);
    type Params = Patience;

    fn run<R: Runtime>(cx: &Cx<R, Patience>) {
        let cx = *cx;
        let Patience { philosophers, rounds } = cx.params;
        let fed = Tally::default();
        sit_down(cx, philosophers, {
            let fed = fed.clone();
            move |place| {
                let has_eaten = (0..rounds).any(|_| eat_or_back_off(cx, place));
                fed.add(has_eaten.into());
            }
        });
        R::outcome("fed", fed.total());
        // Some going hungry is bad luck. That everybody does can only be because all were busy all
        // the time, and always in step.
        assert!(fed.total() > 0, "livelock: {philosophers} philosophers, {rounds} rounds, no meal");
    }
}

impl Scenario for WalksOff {
    const NAME: &'static str = "philosophers/walks-off";
    const STORY: &'static str = "A philosopher who does not get the right fork gives up and walks \
        off with the left one in hand. Who clears the table afterwards waits for that fork for ever.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/walks-off.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverReleased);
    type Params = Guests;

    fn run<R: Runtime>(cx: &Cx<R, Guests>) {
        let cx = *cx;
        let Guests { philosophers, meals } = cx.params;
        let forks = sit_down(cx, philosophers, move |place| {
            for _ in 0..meals {
                let left = place.left.lock();
                cx.pause();
                if place.right.try_lock().is_none() {
                    // The mistake: it is not put down.
                    return std::mem::forget(left);
                }
            }
        });
        // The table is cleared.
        for fork in forks {
            drop(fork.lock());
        }
    }
}

/// A place at the table. The forks have the numbers of the places; the left one has that of this
/// place.
#[derive(Debug)]
struct Place<R: Runtime> {
    number: u32,
    left: Arc<Lock<(), R>>,
    right: Arc<Lock<(), R>>,
}

/// Everybody has all meals; `meal` says how one is had.
fn feast<R: Runtime, P: Params>(
    cx: Cx<R, P>,
    Sizes { philosophers, meals }: Sizes,
    meal: impl Fn(&Place<R>) + Clone + Send + 'static,
) {
    let eaten = Tally::default();
    sit_down(cx, philosophers, {
        let eaten = eaten.clone();
        move |place| {
            for _ in 0..meals {
                meal(place);
                eaten.add(1);
            }
        }
    });
    assert_eq!(eaten.total(), philosophers * meals, "meals eaten");
}

/// Lays the table, lets every philosopher dine, and waits until they are through. Returns the forks.
fn sit_down<R: Runtime, P: Params>(
    cx: Cx<R, P>,
    philosophers: u32,
    dine: impl Fn(&Place<R>) + Clone + Send + 'static,
) -> Vec<Arc<Lock<(), R>>> {
    let forks: Vec<Arc<Lock<(), R>>> = (0..philosophers)
        .map(|number| Arc::new(Lock::new_in(()).named(format!("fork {number}"))))
        .collect();
    let diners = (0..philosophers).map(|number| {
        let left = Arc::clone(&forks[number as usize]);
        let right = Arc::clone(&forks[((number + 1) % philosophers) as usize]);
        let (place, dine) = (Place { number, left, right }, dine.clone());
        cx.spawn(person(number), move || dine(&place))
    });
    cx.join_all(diners.collect::<Vec<_>>());
    forks
}

/// Takes one fork and then the other, eats, and puts both down.
fn eat<R: Runtime, P: Params>(cx: Cx<R, P>, first: &Lock<(), R>, second: &Lock<(), R>) {
    let _first = first.lock();
    cx.pause();
    let _second = second.lock();
}

/// Takes the left fork, and the right one if it is free; says whether there was a meal.
fn eat_or_back_off<R: Runtime, P: Params>(cx: Cx<R, P>, place: &Place<R>) -> bool {
    let _left = place.left.lock();
    cx.pause();
    place.right.try_lock().is_some()
}
