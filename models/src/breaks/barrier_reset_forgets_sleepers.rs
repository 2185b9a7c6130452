//! A reset that just starts to fill again.
//!
//! The threads that sleep inside see the phase they have fallen asleep in, and never learn that
//! there was a reset; those who come after it wait for parties that are not counted any more. The
//! program is that of [`BarrierResetInside`](crate::holds::BarrierResetInside).
//!
//! loom: breaks in execution 26. Shuttle: in execution 5, at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_barrier::{Phase, PlainBarrier, Rules, State};
use crate::holds::barrier_reset_inside::reset_and_meet;

/// A thread that was inside sleeps on.
#[derive(Debug)]
pub struct BarrierResetForgetsSleepers;

impl Scenario for BarrierResetForgetsSleepers {
    const NAME: &'static str = "barrier/reset-forgets-sleepers";
    const STORY: &'static str = "A barrier is reset while a thread waits. It sleeps on, and who \
        comes next waits for it in vain.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        reset_and_meet::<R, PlainBarrier<R, ForgetsSleepers>>(cx);
    }
}

struct ForgetsSleepers;

impl Rules for ForgetsSleepers {
    fn reset(state: &mut State) {
        // The mistake: it may fill again only when those inside have been told, and have left.
        *state = State { phase: Phase::Filling, inside: 0 };
    }
}
