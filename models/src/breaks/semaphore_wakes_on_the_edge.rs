//! A semaphore that wakes somebody only when the first permit appears.
//!
//! ```text
//! give:  add the permits;  if there was none: wake one
//! ```
//!
//! Two sleep, and two permits are given before the first sleeper is back: the second one finds a
//! permit there already, and wakes nobody. Queues that notify "if it was empty" have the same
//! mistake. The program is that of [`SemaphoreReleaseTwice`](crate::holds::SemaphoreReleaseTwice).
//!
//! loom: breaks in execution 3,014. Shuttle: in execution 63,390, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_semaphore::{PlainSemaphore, Wakes};
use crate::holds::semaphore_release_two::give_to_two;

/// The second of two releases wakes nobody.
#[derive(Debug)]
pub struct SemaphoreWakesOnTheEdge;

impl Scenario for SemaphoreWakesOnTheEdge {
    const NAME: &'static str = "semaphore/wakes-on-the-edge";
    const STORY: &'static str = "Two threads wait for a permit each. Two permits are given, but the \
        second one wakes nobody, because the first is still there.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        give_to_two::<R, PlainSemaphore<R, OnTheEdge>>(cx, &[1, 1]);
    }
}

struct OnTheEdge;

impl Wakes for OnTheEdge {
    fn how_many(before: u32, given: u32) -> u32 {
        // The mistake: it is `given`, whatever there was before.
        if before == 0 { given } else { 0 }
    }
}
