//! A thread that waits for the end of one whose items it has not got yet.
//!
//! The other one waits for room, which would come after it has ended. In Python a process that has
//! put something into a queue does not end before it is got (gh-73983, gh-78321, gh-91594). The
//! program is that of [`QueueDrainFirst`](crate::holds::QueueDrainFirst).
//!
//! Weave: breaks in execution 1. loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::{Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Queue;
use trace::FaultKind;

use crate::holds::queue_drain_first::{Collects, get_both, put_and_collect};

/// A thread is joined before its items are got.
#[derive(Debug)]
pub struct QueueJoinFirst;

impl Scenario for QueueJoinFirst {
    const NAME: &'static str = "queue/join-first";
    const STORY: &'static str = "A thread puts more than there is room for. Another one waits for \
        its end before it gets the items, and both wait for ever.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_collect::<R, JoinsFirst>(cx);
    }
}

struct JoinsFirst;

impl Collects for JoinsFirst {
    fn collect<R: Runtime>(queue: &Queue<u32, R>, putter: R::Thread) -> [u32; 2] {
        // The mistake: it is the other way around.
        putter.join();
        get_both(queue)
    }
}
