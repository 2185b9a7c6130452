//! If one party gives up, the others do not wait for it.
//!
//! ```text
//! a barrier for 3, to which 2 come
//! ann:   wait, but not for long
//! main:  wait
//! ```
//!
//! *Invariant*: both waits fail.
//!
//! loom: 49,141 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use super::barrier_two_cycles::{Broken, Meeting};

/// Two of three threads come to a [`Barrier`], and one gives up.
#[derive(Debug)]
pub struct BarrierTimeoutInside;

impl Scenario for BarrierTimeoutInside {
    const NAME: &'static str = "barrier/timeout-inside";
    const STORY: &'static str = "Two of three threads come to a barrier, and one of them waits with \
        a timeout. When it passes, both are told that the barrier is broken.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, Barrier<R>>(cx);
    }
}

pub(crate) fn one_gives_up<R: Runtime, M: Meeting<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let meeting = Arc::new(M::new(3));
    let impatient = cx.spawn("ann", {
        let meeting = Arc::clone(&meeting);
        move || assert_eq!(meeting.wait(cx.soon()), Err(Broken))
    });
    assert_eq!(meeting.wait(Deadline::NEVER), Err(Broken));
    cx.join_all([impatient]);
}
