//! A barrier that lets threads in while others are still leaving.
//!
//! A fast thread that comes back finds the cycle it has just left, goes straight through again, and
//! leaves the second cycle before the slow one has entered it. (ARM's synchronization-benchmarks
//! had one, PR 62.) The program is that of [`BarrierTwoCycles`](crate::holds::BarrierTwoCycles).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_barrier::{Phase, PlainBarrier, Rules};
use crate::holds::barrier_two_cycles::meet_twice;

/// Cycles mix.
#[derive(Debug)]
pub struct BarrierNoDrain;

impl Scenario for BarrierNoDrain {
    const NAME: &'static str = "barrier/no-drain";
    const STORY: &'static str = "Two threads meet twice. One is so fast that it enters and leaves \
        the second meeting while the other still leaves the first.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        meet_twice::<R, PlainBarrier<R, NoDrain>>(cx);
    }
}

struct NoDrain;

impl Rules for NoDrain {
    fn must_wait(_phase: Phase) -> bool {
        // The mistake: yes, while the previous cycle drains.
        false
    }
}
