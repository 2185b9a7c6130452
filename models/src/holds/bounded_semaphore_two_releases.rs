//! Two threads that release one permit too many between them: one is refused.
//!
//! ```text
//! main:  a bounded semaphore of 1, whose permit is taken
//! each of 2:  release
//! ```
//!
//! *Invariant*: one succeeds, and one permit is there, not two.
//!
//! loom: all 19 executions. Shuttle: all 21.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::BoundedSemaphore;

use crate::tally::Tally;

/// Two threads release a [`BoundedSemaphore`] of which one permit was taken.
#[derive(Debug)]
pub struct BoundedSemaphoreTwoReleases;

impl Scenario for BoundedSemaphoreTwoReleases {
    const NAME: &'static str = "bounded-semaphore/two-releases";
    const STORY: &'static str =
        "Two threads give the same permit back, and one of them is refused.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        over_release::<R, BoundedSemaphore<R>>(cx);
    }
}

/// A semaphore with a bound.
pub(crate) trait Bounded<R: Runtime>: Send + Sync + 'static {
    /// With a bound of 1, and no free permit.
    fn taken() -> Self;

    /// Whether there was room for the permit.
    fn give(&self) -> bool;
    fn left(&self) -> u32;
}

impl<R: Runtime> Bounded<R> for BoundedSemaphore<R> {
    fn taken() -> Self {
        let semaphore = Self::new_in(1).named("semaphore");
        semaphore.acquire().forget();
        semaphore
    }

    fn give(&self) -> bool {
        self.release().is_ok()
    }

    fn left(&self) -> u32 {
        self.available()
    }
}

pub(crate) fn over_release<R: Runtime, B: Bounded<R>>(cx: &Cx<R, NoParams>) {
    let semaphore = Arc::new(B::taken());
    let given = Tally::default();
    let give = |semaphore: &B, given: &Tally| given.add(u32::from(semaphore.give()));
    let other = cx.spawn("ann", {
        let (semaphore, given) = (Arc::clone(&semaphore), given.clone());
        move || give(&semaphore, &given)
    });
    give(&semaphore, &given);
    cx.join_all([other]);
    assert_eq!((given.total(), semaphore.left()), (1, 1), "given, and there");
}
