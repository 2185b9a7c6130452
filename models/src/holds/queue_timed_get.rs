//! An item is not lost when one of those who wait for it gives up.
//!
//! ```text
//! ann:   get
//! ben:   get, but not for long;  if that worked: put it back
//! main:  put
//! ```
//!
//! *Invariant*: ann gets the item. If ben gives up just when he is woken for it, he wakes her.
//!
//! Weave: 20,000 executions, of more. loom: 4,079 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{Items, one_gives_up};

/// Of two threads that wait for an item of a [`Queue`](sync::Queue), one gives up at some time.
#[derive(Debug)]
pub struct QueueTimedGet;

impl Scenario for QueueTimedGet {
    const NAME: &'static str = "queue/timed-get";
    const STORY: &'static str = "Two threads wait for the same item, and one of them gives up \
        at some time. The other one gets it.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, Items<R>>(cx);
    }
}
