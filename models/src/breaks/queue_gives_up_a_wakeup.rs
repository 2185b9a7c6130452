//! A thread that gives up, and keeps a wake-up that was for another one.
//!
//! Its deadline passes while it is about to sleep, and the mark that it has set is cleared by a
//! put, which believes to have woken somebody. (Bug 5 of `queue.Queue`: a woken thread that fails.)
//! The program is that of [`QueueTimedGet`](crate::holds::QueueTimedGet).
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
    const PASSES_ON: bool = false;
}
