//! Who stops getting shuts the queue down, so that who puts is told.
//!
//! ```text
//! a queue for one item
//! ann:   leave:  [shutdown]
//! main:  put 1;  put 2;  as long as that works
//! ```
//!
//! *Invariant*: both end.
//!
//! Weave: all 3,873 executions. loom: 166 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Queue, Shutdown};

/// The only getter of a [`Queue`] leaves, and shuts it down.
#[derive(Debug)]
pub struct QueueReaderLeaves;

impl Scenario for QueueReaderLeaves {
    const NAME: &'static str = "queue/reader-leaves";
    const STORY: &'static str = "The only thread that gets from a queue leaves, and shuts it down. \
        The one that puts is told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_leave::<R, ShutsDown>(cx);
    }
}

/// What the last getter does when it leaves.
pub(crate) trait Leaves: Send + Sync + 'static {
    fn leave<R: Runtime>(queue: &Queue<u32, R>);
}

struct ShutsDown;

impl Leaves for ShutsDown {
    fn leave<R: Runtime>(queue: &Queue<u32, R>) {
        queue.shutdown(Shutdown::Immediate);
    }
}

pub(crate) fn put_and_leave<R: Runtime, L: Leaves>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Queue::<u32, R>::bounded_in(1).named("queue"));
    let getter = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || L::leave(&queue)
    });
    let put = [1, 2].into_iter().take_while(|item| queue.put(*item).is_ok()).count();
    cx.join_all([getter]);
    R::outcome("put", put);
}
