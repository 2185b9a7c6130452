//! As `queue/two-items`, in a queue without a limit.
//!
//! ```text
//! each of 2:  get
//! main:       put;  put
//! ```
//!
//! *Invariant*: both get an item.
//!
//! Weave: 20,000 executions, of more. loom: 4,280 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{ItemsUnbounded, two_for_two};

/// Two threads wait for an item of a [`Queue`](sync::Queue) without a limit, and a third one puts two.
#[derive(Debug)]
pub struct QueueTwoItemsUnbounded;

impl Scenario for QueueTwoItemsUnbounded {
    const NAME: &'static str = "queue/two-items-unbounded";
    const STORY: &'static str = "Two threads wait for an item each at a queue without a limit, \
        and both get one when two are put.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, ItemsUnbounded<R>>(cx);
    }
}
