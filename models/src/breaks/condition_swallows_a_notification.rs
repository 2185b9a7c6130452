//! A timed-out thread stays in the queue until it has the lock again.
//!
//! ```text
//! wait:  a new latch goes into the queue;  unlock
//!        sleep until it is open, or the deadline passes
//!        lock;  if the deadline passed: take the latch out of the queue
//! ```
//!
//! A notification in between opens the latch of a wait that has already decided to say that it
//! timed out, and whoever waits behind it sleeps on. `threading.Condition` does this in 3.11 and in
//! 3.13; `asyncio.Condition` did with cancelled tasks (gh-112202). The program is that of
//! [`ConditionNotifyAccounting`](crate::holds::ConditionNotifyAccounting).
//!
//! loom: breaks in execution 893. Shuttle: in execution 2, at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::plain_condition::LeavesLate;
use crate::holds::condition_notify_accounting::two_wait_one_notified;

/// A notification is spent on a wait that says that it timed out.
#[derive(Debug)]
pub struct ConditionSwallowsANotification;

impl Scenario for ConditionSwallowsANotification {
    const NAME: &'static str = "condition/swallows-a-notification";
    const STORY: &'static str = "A deadline passes, and before its thread has the lock again it is \
        notified. It says that it timed out, and nobody was woken.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait_one_notified::<R, LeavesLate<R>>(cx);
    }
}
