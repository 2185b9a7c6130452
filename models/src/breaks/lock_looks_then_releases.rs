//! A lock that looks whether it is held, and then opens.
//!
//! ```text
//! release:  if the word is 0: not held
//!           the word = 0                 two steps where one is needed
//! ```
//!
//! The program is that of [`LockTwoReleases`](crate::holds::LockTwoReleases). Two who both succeed
//! may each have told somebody that it is their turn; `multiprocessing.Lock` has this in its
//! source.
//!
//! loom: breaks in execution 1. Shuttle: in execution 6, depth first.

use runtime::Ordering::{Relaxed, Release};
use runtime::{Atomic, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::lock_two_releases::{Releasable, two_releases};

/// Both threads succeed.
#[derive(Debug)]
pub struct LockLooksThenReleases;

impl Scenario for LockLooksThenReleases {
    const NAME: &'static str = "lock/looks-then-releases";
    const STORY: &'static str = "Two threads release a lock that was acquired once: both find it \
        held, and both succeed.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_releases::<R, TwoSteps<R>>(cx);
    }
}

struct TwoSteps<R: Runtime>(R::Futex);

impl<R: Runtime> Releasable<R> for TwoSteps<R> {
    fn acquired() -> Self {
        Self(R::Futex::new(1).of_kind(Kind::Lock).named("lock".into()))
    }

    fn release(&self) -> bool {
        R::call(&self.0, "release", || {
            if self.0.load(Relaxed) == 0 {
                return false;
            }
            // The mistake: what the swap found says whether it was held, and not the look before.
            self.0.swap(0, Release);
            self.0.wake_one();
            true
        })
    }
}
