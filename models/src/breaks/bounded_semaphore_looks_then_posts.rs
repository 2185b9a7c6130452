//! A bounded semaphore that looks whether there is room, and then gives.
//!
//! ```text
//! give:  if there are as many as there may be: refused
//!        add one                                two steps where one is needed
//! ```
//!
//! `multiprocessing.BoundedSemaphore` does so, as a comment in its source admits. The program is
//! that of [`BoundedSemaphoreTwoReleases`](crate::holds::BoundedSemaphoreTwoReleases).
//!
//! loom: breaks in execution 1. Shuttle: in execution 6, depth first.

use runtime::Ordering::{Relaxed, Release};
use runtime::{Atomic, AtomicInt, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::bounded_semaphore_two_releases::{Bounded, over_release};

/// Both threads find room.
#[derive(Debug)]
pub struct BoundedSemaphoreLooksThenPosts;

impl Scenario for BoundedSemaphoreLooksThenPosts {
    const NAME: &'static str = "bounded-semaphore/looks-then-posts";
    const STORY: &'static str = "Two threads give the same permit back. Both find room for it, and \
        then there are two.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        over_release::<R, TwoSteps<R>>(cx);
    }
}

struct TwoSteps<R: Runtime>(R::Futex);

impl<R: Runtime> Bounded<R> for TwoSteps<R> {
    fn taken() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Semaphore).named("semaphore".into()))
    }

    fn give(&self) -> bool {
        R::call(&self.0, "release", || {
            if self.left() >= 1 {
                return false;
            }
            // The mistake: another permit may have come since the look. It takes a
            // compare-exchange.
            self.0.fetch_add(1, Release);
            self.0.wake_one();
            true
        })
    }

    fn left(&self) -> u32 {
        self.0.load(Relaxed)
    }
}
