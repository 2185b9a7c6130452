//! A thread that gives up the lock before it is in the queue.
//!
//! ```text
//! wait:  unlock;  a new latch goes into the queue;  sleep until it is open;  lock
//! ```
//!
//! Who notifies in between finds nobody, and the thread sleeps for ever. The program is that of
//! [`ConditionQueuesFirst`](crate::holds::ConditionQueuesFirst).
//!
//! loom: breaks in execution 24. Shuttle: in execution 5,631, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_condition::QueuesLate;
use crate::holds::condition_queues_first::wait_until_ready;

/// The notification comes between unlocking and queueing.
#[derive(Debug)]
pub struct ConditionQueuesLate;

impl Scenario for ConditionQueuesLate {
    const NAME: &'static str = "condition/queues-late";
    const STORY: &'static str = "A thread finds that nothing is ready and unlocks. Before it is in \
        the queue, another one makes things ready and notifies nobody.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        wait_until_ready::<R, QueuesLate<R>>(cx);
    }
}
