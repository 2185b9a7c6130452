//! Nobody leaves a cycle before all have entered it, also when some are fast.
//!
//! ```text
//! each of 2:  twice: one more has arrived in this cycle;  wait;  how many have?
//! ```
//!
//! *Invariant*: both have. A fast thread may be on its way into the second cycle before the slow
//! one has left the first.
//!
//! loom: 8,223 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use crate::tally::Tally;

/// Two threads meet twice at a [`Barrier`].
#[derive(Debug)]
pub struct BarrierTwoCycles;

impl Scenario for BarrierTwoCycles {
    const NAME: &'static str = "barrier/two-cycles";
    const STORY: &'static str = "Two threads meet twice, and neither leaves a meeting that the other \
        has not come to.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        meet_twice::<R, Barrier<R>>(cx);
    }
}

/// The meeting did not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// A place to meet.
pub(crate) trait Meeting<R: Runtime>: Send + Sync + 'static {
    fn new(parties: u32) -> Self;
    fn wait(&self, deadline: Deadline) -> Result<(), Broken>;
    fn reset(&self);
    fn abort(&self);
}

impl<R: Runtime> Meeting<R> for Barrier<R> {
    fn new(parties: u32) -> Self {
        Self::new_in(parties).named("barrier")
    }

    fn wait(&self, deadline: Deadline) -> Result<(), Broken> {
        self.wait_until(deadline).map_or(Err(Broken), |_| Ok(()))
    }

    fn reset(&self) {
        Barrier::reset(self);
    }

    fn abort(&self) {
        Barrier::abort(self);
    }
}

pub(crate) fn meet_twice<R: Runtime, M: Meeting<R>>(cx: &Cx<R, NoParams>) {
    let meeting = Arc::new(M::new(2));
    let arrived = [Tally::default(), Tally::default()];
    let meet = |meeting: &M, arrived: &[Tally; 2]| {
        for arrived in arrived {
            arrived.add(1);
            assert_eq!(meeting.wait(Deadline::NEVER), Ok(()));
            assert_eq!(arrived.total(), 2, "how many have arrived in this cycle");
        }
    };
    let other = cx.spawn("ann", {
        let (meeting, arrived) = (Arc::clone(&meeting), arrived.clone());
        move || meet(&meeting, &arrived)
    });
    meet(&meeting, &arrived);
    cx.join_all([other]);
}
