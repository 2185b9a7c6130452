//! An abort that breaks the barrier whatever the phase.
//!
//! A thread whose meeting has taken place, but which has not woken yet, is told that it has not. So
//! it is in `threading.Barrier`. The program is that of
//! [`BarrierAbortAfterTrip`](crate::holds::BarrierAbortAfterTrip).
//!
//! loom: breaks in execution 8. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_barrier::{Phase, PlainBarrier, Rules, State};
use crate::holds::barrier_abort_after_trip::meet_and_abort;

/// One thread gets through, and the other is told that the barrier is broken.
#[derive(Debug)]
pub struct BarrierAbortFailsTheTripped;

impl Scenario for BarrierAbortFailsTheTripped {
    const NAME: &'static str = "barrier/abort-fails-the-tripped";
    const STORY: &'static str = "Two threads meet, and one of them aborts the barrier as soon as it \
        is through. The other one, not yet awake, is told that it is broken.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        meet_and_abort::<R, PlainBarrier<R, FromAnyPhase>>(cx);
    }
}

struct FromAnyPhase;

impl Rules for FromAnyPhase {
    fn abort(state: &mut State) {
        // The mistake: only while it fills.
        state.phase = Phase::Broken;
    }
}
