//! Two sleepers and two items, with the sleeping [laid bare](super::bare_queue).
//!
//! ```text
//! each of 2:  get
//! main:       put;  put
//! ```
//!
//! *Invariant*: both get an item: the first one to leave wakes the other, if an item is there.
//!
//! Weave: 20,000 executions, of more. loom: 2,699 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::bare_queue::{BareQueue, Right};
use super::queue_side::two_for_two;

/// Two threads sleep at a queue of bare words, and two items are put.
#[derive(Debug)]
pub struct QueueSleepersTwo;

impl Scenario for QueueSleepersTwo {
    const NAME: &'static str = "queue/sleepers-two";
    const STORY: &'static str = "Two threads sleep until there are items. Two are put, and \
        whoever leaves first passes the wake-up on.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, BareQueue<R, Right>>(cx);
    }
}
