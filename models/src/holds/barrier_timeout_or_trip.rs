//! Either all get through or none, also if a deadline passes just as the last one arrives.
//!
//! ```text
//! a barrier for 2
//! ann:   wait, but not for long
//! main:  wait
//! ```
//!
//! *Invariant*: both waits succeed, or both fail.
//!
//! loom: 15,305 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use super::barrier_two_cycles::Meeting;
use crate::tally::Tally;

/// Both threads come to a [`Barrier`], and one of them may not want to wait.
#[derive(Debug)]
pub struct BarrierTimeoutOrTrip;

impl Scenario for BarrierTimeoutOrTrip {
    const NAME: &'static str = "barrier/timeout-or-trip";
    const STORY: &'static str = "Two threads come to a barrier, and one of them waits with a \
        timeout. Either both get through, or both are told that the barrier is broken.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        both_or_none::<R, Barrier<R>>(cx);
    }
}

pub(crate) fn both_or_none<R: Runtime, M: Meeting<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let meeting = Arc::new(M::new(2));
    let got_through = Tally::default();
    let impatient = cx.spawn("ann", {
        let (meeting, got_through) = (Arc::clone(&meeting), got_through.clone());
        move || got_through.add(u32::from(meeting.wait(cx.soon()).is_ok()))
    });
    got_through.add(u32::from(meeting.wait(Deadline::NEVER).is_ok()));
    cx.join_all([impatient]);
    assert_ne!(got_through.total(), 1, "how many got through");
    R::outcome("got through", got_through.total());
}
