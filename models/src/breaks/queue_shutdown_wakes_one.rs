//! A shutdown that notifies one of those who wait.
//!
//! An item is for one thread, a shutdown is for all. (The same goes for setting an event, for a
//! barrier that trips, and for the last `task_done`.) The program is that of
//! [`QueueShutdown`](crate::holds::QueueShutdown).
//!
//! loom: breaks in execution 501. Shuttle: in execution 1, at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Condition, LockGuard};
use trace::FaultKind;

use crate::holds::queue_shutdown::{Told, two_gets_and_shutdown};

/// The second thread sleeps on.
#[derive(Debug)]
pub struct QueueShutdownWakesOne;

impl Scenario for QueueShutdownWakesOne {
    const NAME: &'static str = "queue/shutdown-wakes-one";
    const STORY: &'static str = "Two threads wait for an item, and the queue is shut down. One is \
        told, and the other sleeps on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_gets_and_shutdown::<R, One>(cx);
    }
}

struct One;

impl Told for One {
    fn tell<R: Runtime>(filled: &Condition<R>, queue: &LockGuard<'_, bool, R>) {
        // The mistake: what has changed concerns all who wait.
        filled.notify_one(queue);
    }
}
