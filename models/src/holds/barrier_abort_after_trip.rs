//! A cycle in which all have arrived cannot be failed by an abort.
//!
//! ```text
//! a barrier for 2
//! ann:   wait
//! main:  wait;  abort
//! ```
//!
//! *Invariant*: both waits succeed, and the barrier is broken afterwards. Main knows that all have
//! arrived when it aborts; ann may not have woken yet.
//!
//! loom: 14,014 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use super::barrier_two_cycles::Meeting;

/// A [`Barrier`] is aborted when all have arrived and not all have left.
#[derive(Debug)]
pub struct BarrierAbortAfterTrip;

impl Scenario for BarrierAbortAfterTrip {
    const NAME: &'static str = "barrier/abort-after-trip";
    const STORY: &'static str = "Two threads meet, and one of them aborts the barrier as soon as it \
        is through. The other one gets through as well.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let barrier = meet_and_abort::<R, Barrier<R>>(cx);
        assert!(barrier.is_broken());
    }
}

pub(crate) fn meet_and_abort<R: Runtime, M: Meeting<R>>(cx: &Cx<R, NoParams>) -> Arc<M> {
    let meeting = Arc::new(M::new(2));
    let other = cx.spawn("ann", {
        let meeting = Arc::clone(&meeting);
        move || assert_eq!(meeting.wait(Deadline::NEVER), Ok(()))
    });
    assert_eq!(meeting.wait(Deadline::NEVER), Ok(()));
    meeting.abort();
    cx.join_all([other]);
    meeting
}
