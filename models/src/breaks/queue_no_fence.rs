//! Putter and getter look at one another's word, and nothing keeps writing before reading.
//!
//! It is the reordering that even x86 has: a write may wait in a buffer while the next read is
//! done. The program is that of [`QueueFence`](crate::holds::QueueFence).
//!
//! Weave: breaks in execution 3. loom: breaks in execution 1. Shuttle: never, in all 101.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::bare_queue::{BareQueue, Habit};
use crate::holds::queue_fence::one_for_one;

/// A queue that wakes nobody if nobody sleeps, without fences.
#[derive(Debug)]
pub struct QueueNoFence;

impl Scenario for QueueNoFence {
    const NAME: &'static str = "queue/no-fence";
    const STORY: &'static str = "A putter sees nobody sleep and a getter sees no item, each \
        because the other's write is still under way.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_for_one::<R, BareQueue<R, Nothing>>(cx);
    }
}

struct Nothing;

impl Habit for Nothing {
    // The mistake: it takes a `SeqCst` fence on both sides.
    fn between<R: Runtime>() {}
}
