//! A queue whose only getter leaves without a word.
//!
//! Who puts waits for room that nobody will make. So a feeder thread writes into a pipe whose reader
//! has died (gh-94777, gh-107219). The program is that of
//! [`QueueReaderLeaves`](crate::holds::QueueReaderLeaves).
//!
//! Weave: breaks in execution 1. loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Queue;
use trace::FaultKind;

use crate::holds::queue_reader_leaves::{Leaves, put_and_leave};

/// A put waits for a getter that is gone.
#[derive(Debug)]
pub struct QueueReaderGone;

impl Scenario for QueueReaderGone {
    const NAME: &'static str = "queue/reader-gone";
    const STORY: &'static str = "The only thread that gets from a queue leaves without a word. The \
        one that puts waits for room for ever.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_leave::<R, Silently>(cx);
    }
}

struct Silently;

impl Leaves for Silently {
    fn leave<R: Runtime>(_queue: &Queue<u32, R>) {
        // The mistake: nobody gets any more, and nobody is told.
    }
}
