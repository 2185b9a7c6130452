//! A thread that stops waiting, and looks after nobody else.
//!
//! One wake-up is under way at a time. So whoever it was spent on has to see to it that the others
//! are woken, if there is something for them too. The program is that of [`QueueTwoItems`](crate::holds::QueueTwoItems).
//!
//! Weave: breaks in execution 11. loom: breaks in execution 2,508. Shuttle: in execution 138, at
//! random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::bare_queue::{BareQueue, Habit};
use crate::holds::queue_side::two_for_two;

/// A wake-up stands for two items.
#[derive(Debug)]
pub struct QueueLeavesSilently;

impl Scenario for QueueLeavesSilently {
    const NAME: &'static str = "queue/leaves-silently";
    const STORY: &'static str = "Two threads wait for an item each. Two are put while one \
        wake-up is under way, and the woken thread does not pass it on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, BareQueue<R, Silently>>(cx);
    }
}

struct Silently;

impl Habit for Silently {
    // The mistake: whoever was woken looks whether there is something for others.
    const PASSES_ON: bool = false;
}
