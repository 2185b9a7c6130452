//! A notification counts a latch that an interrupted one has opened before.
//!
//! The program is that of [`ConditionInterruptedNotify`](crate::holds::ConditionInterruptedNotify).
//! The interruption leaves an open latch in the queue; the next notification is spent on it, and
//! the thread behind it sleeps on (gh-92530).
//!
//! loom: breaks in execution 10. Shuttle: in execution 338, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::condition_interrupted_notify::{Counts, notify_twice};

/// A notification is spent on a thread that is awake already.
#[derive(Debug)]
pub struct ConditionOpensTwice;

impl Scenario for ConditionOpensTwice {
    const NAME: &'static str = "condition/opens-twice";
    const STORY: &'static str = "A notification is interrupted after it woke a thread and before it \
        took it out of the queue. The next one is spent on the same thread.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        notify_twice::<R, Any>(cx);
    }
}

struct Any;

impl Counts for Any {
    fn counts(_was_open: bool) -> bool {
        // The mistake: not if it was open already.
        true
    }
}
