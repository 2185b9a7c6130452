//! A reset lets go whoever waits, and the barrier is as new.
//!
//! ```text
//! a barrier for 2
//! ann:   wait;  if that failed: wait
//! main:  reset;  wait
//! ```
//!
//! *Invariant*: main's wait succeeds, and one of ann's. Ann's first wait fails if the reset found
//! her inside.
//!
//! loom: 26,992 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use super::barrier_two_cycles::{Broken, Meeting};

/// A [`Barrier`] is reset while a thread may wait at it.
#[derive(Debug)]
pub struct BarrierResetInside;

impl Scenario for BarrierResetInside {
    const NAME: &'static str = "barrier/reset-inside";
    const STORY: &'static str = "A barrier is reset while a thread waits. The wait fails, and the \
        barrier can be used again.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        reset_and_meet::<R, Barrier<R>>(cx);
    }
}

pub(crate) fn reset_and_meet<R: Runtime, M: Meeting<R>>(cx: &Cx<R, NoParams>) {
    let meeting = Arc::new(M::new(2));
    let other = cx.spawn("ann", {
        let meeting = Arc::clone(&meeting);
        move || {
            let was_inside = meeting.wait(Deadline::NEVER) == Err(Broken);
            if was_inside {
                assert_eq!(meeting.wait(Deadline::NEVER), Ok(()));
            }
            R::outcome("inside at the reset", was_inside);
        }
    });
    meeting.reset();
    assert_eq!(meeting.wait(Deadline::NEVER), Ok(()));
    cx.join_all([other]);
}
