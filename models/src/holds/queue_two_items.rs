//! An item that is put while there is one already wakes a thread, too.
//!
//! ```text
//! each of 2:  get
//! main:       put;  put
//! ```
//!
//! *Invariant*: both get an item. The second put comes when the first item may still be there, its
//! taker being awake but not yet back.
//!
//! Weave: 20,000 executions, of more. loom: 1,793 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{Items, two_for_two};

/// Two threads wait for an item of a [`Queue`](sync::Queue), and a third one puts two.
#[derive(Debug)]
pub struct QueueTwoItems;

impl Scenario for QueueTwoItems {
    const NAME: &'static str = "queue/two-items";
    const STORY: &'static str = "Two threads wait for an item each, and both get one when two \
        are put one after the other.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, Items<R>>(cx);
    }
}
