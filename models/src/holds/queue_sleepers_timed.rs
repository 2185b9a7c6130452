//! One of two sleepers gives up, with the sleeping [laid bare](super::bare_queue).
//!
//! ```text
//! ann:   get
//! ben:   get, but not for long;  if that worked: put it back
//! main:  put
//! ```
//!
//! *Invariant*: ann gets the item, also if the wake-up was spent on ben when he gave up.
//!
//! Weave: all 35,916 executions. loom: 1,406 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::bare_queue::{BareQueue, Right};
use super::queue_side::one_gives_up;

/// Two threads sleep at a queue of bare words, and one of them gives up.
#[derive(Debug)]
pub struct QueueSleepersTimed;

impl Scenario for QueueSleepersTimed {
    const NAME: &'static str = "queue/sleepers-timed";
    const STORY: &'static str = "Two threads sleep until there is an item, and one gives up \
        just when it is woken. It passes the wake-up on.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, BareQueue<R, Right>>(cx);
    }
}
