//! A shutdown ends every wait for an item.
//!
//! ```text
//! each of 2:  get
//! main:       shutdown
//! ```
//!
//! *Invariant*: both gets fail, and none sleeps on.
//!
//! Weave: 20,000 executions, of more. loom: 1,036 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{Items, two_wait_and_shutdown};

/// Two threads wait for an item of a [`Queue`](sync::Queue) that is shut down.
#[derive(Debug)]
pub struct QueueShutdownGetters;

impl Scenario for QueueShutdownGetters {
    const NAME: &'static str = "queue/shutdown-getters";
    const STORY: &'static str = "Two threads wait for an item, and the queue is shut down \
        without one. Both are told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait_and_shutdown::<R, Items<R>>(cx);
    }
}
