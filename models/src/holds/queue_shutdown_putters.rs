//! A shutdown ends every wait for room.
//!
//! ```text
//! a full queue for two items
//! each of 2:  put
//! main:       shutdown
//! ```
//!
//! *Invariant*: both puts fail, and none sleeps on.
//!
//! Weave: 20,000 executions, of more. loom: 515 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{Room, two_wait_and_shutdown};

/// Two threads wait for room in a [`Queue`](sync::Queue) that is shut down.
#[derive(Debug)]
pub struct QueueShutdownPutters;

impl Scenario for QueueShutdownPutters {
    const NAME: &'static str = "queue/shutdown-putters";
    const STORY: &'static str = "Two threads wait for room in a full queue, and the queue is \
        shut down. Both are told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait_and_shutdown::<R, Room<R>>(cx);
    }
}
