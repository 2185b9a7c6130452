//! A deadline that breaks the barrier whatever the phase.
//!
//! The last party may have arrived since the deadline passed, and may have left already. The
//! program is that of [`BarrierTimeoutOrTrip`](crate::holds::BarrierTimeoutOrTrip).
//!
//! loom: breaks in execution 214. Shuttle: in execution 94, at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_barrier::{Phase, PlainBarrier, Rules, State};
use crate::holds::barrier_timeout_or_trip::both_or_none;

/// One thread gets through, and the other times out.
#[derive(Debug)]
pub struct BarrierTimeoutFailsTheTripped;

impl Scenario for BarrierTimeoutFailsTheTripped {
    const NAME: &'static str = "barrier/timeout-fails-the-tripped";
    const STORY: &'static str = "Two threads come to a barrier. The deadline of the first passes, \
        but before it can say so the second arrives and gets through alone.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        both_or_none::<R, PlainBarrier<R, FromAnyPhase>>(cx);
    }
}

struct FromAnyPhase;

impl Rules for FromAnyPhase {
    fn time_out(state: &mut State) {
        // The mistake: only while it fills.
        state.phase = Phase::Broken;
    }
}
