//! A thread that gives up, and keeps a wake-up that was for another one.
//!
//! It was woken, and looks at the clock before it looks for the item: its deadline has passed, and it
//! leaves. The item is there, and whoever put it believes to have woken somebody for it. (So it is in
//! `queue.Queue` with a thread that fails after it was woken.) The program is that of
//! [`QueueTimedGet`](crate::holds::QueueTimedGet).
//!
//! COUNTS

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::bare_queue::{BareQueue, Habit};
use crate::holds::queue_side::one_gives_up;

/// A wake-up is spent on a thread that leaves.
#[derive(Debug)]
pub struct QueueGivesUpAWakeup;

impl Scenario for QueueGivesUpAWakeup {
    const NAME: &'static str = "queue/gives-up-a-wakeup";
    const STORY: &'static str = "Two threads wait for the same item. One gives up just when it \
        is woken, and the other one sleeps on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, BareQueue<R, KeepsIt>>(cx);
    }
}

struct KeepsIt;

impl Habit for KeepsIt {
    // The mistake: whoever was woken and takes nothing wakes the next one.
    const LOOKS_AT_THE_CLOCK: bool = true;
}
