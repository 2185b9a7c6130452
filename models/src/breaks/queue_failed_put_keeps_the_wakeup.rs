//! A put that fails after it was woken, and tells nobody.
//!
//! There is room and somebody who waits for it, and nobody else will notify him. So it is in
//! `queue.Queue` if `_put` raises. The program is that of
//! [`QueueFailedPut`](crate::holds::QueueFailedPut).
//!
//! loom: breaks in execution 1,356. Shuttle: in execution 1, at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Condition, LockGuard};
use trace::FaultKind;

use crate::holds::queue_failed_put::{OnFailure, one_put_fails};

/// The second thread waits for room that there is.
#[derive(Debug)]
pub struct QueueFailedPutKeepsTheWakeup;

impl Scenario for QueueFailedPutKeepsTheWakeup {
    const NAME: &'static str = "queue/failed-put-keeps-the-wakeup";
    const STORY: &'static str = "Two threads wait to put something into a full queue. There is room, \
        the first one is woken and fails, and the second one sleeps on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_put_fails::<R, KeepsIt>(cx);
    }
}

struct KeepsIt;

impl OnFailure for KeepsIt {
    fn failed<R: Runtime>(_room: &Condition<R>, _items: &LockGuard<'_, u32, R>) {
        // The mistake: whoever was woken for something it does not take wakes the next one.
    }
}
