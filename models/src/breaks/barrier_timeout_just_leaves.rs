//! A party that gives up and tells nobody.
//!
//! The others go on waiting for it. The program is that of
//! [`BarrierTimeoutInside`](crate::holds::BarrierTimeoutInside).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_barrier::{PlainBarrier, Rules, State};
use crate::holds::barrier_timeout_inside::one_gives_up;

/// The thread that does not give up waits for ever.
#[derive(Debug)]
pub struct BarrierTimeoutJustLeaves;

impl Scenario for BarrierTimeoutJustLeaves {
    const NAME: &'static str = "barrier/timeout-just-leaves";
    const STORY: &'static str = "Two of three threads come to a barrier. One of them gives up, and \
        the other goes on waiting.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, PlainBarrier<R, JustLeaves>>(cx);
    }
}

struct JustLeaves;

impl Rules for JustLeaves {
    fn time_out(_state: &mut State) {
        // The mistake: the barrier is broken from here on.
    }
}
