//! A semaphore that wakes one thread, however many permits are given.
//!
//! ```text
//! give:  add the permits;  wake one
//! ```
//!
//! The program is that of [`SemaphoreReleaseTwo`](crate::holds::SemaphoreReleaseTwo).
//!
//! loom: breaks in execution 634. Shuttle: in execution 1,014, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_semaphore::{PlainSemaphore, Wakes};
use crate::holds::semaphore_release_two::give_to_two;

/// Of two permits, only one wakes somebody.
#[derive(Debug)]
pub struct SemaphoreWakesOne;

impl Scenario for SemaphoreWakesOne {
    const NAME: &'static str = "semaphore/wakes-one";
    const STORY: &'static str = "Two threads wait for a permit each. Two permits are given at once, \
        but only one thread is woken.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        give_to_two::<R, PlainSemaphore<R, One>>(cx, &[2]);
    }
}

struct One;

impl Wakes for One {
    fn how_many(_before: u32, _given: u32) -> u32 {
        // The mistake: it is `given`.
        1
    }
}
