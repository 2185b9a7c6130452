//! Two sleepers and a shutdown, with the sleeping [laid bare](super::bare_queue).
//!
//! ```text
//! each of 2:  get
//! main:       shutdown
//! ```
//!
//! *Invariant*: both are told.
//!
//! Weave: all 2,828 executions. loom: 304 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::bare_queue::{BareQueue, Right};
use super::queue_side::two_wait_and_shutdown;

/// Two threads sleep at a queue of bare words that is shut down.
#[derive(Debug)]
pub struct QueueSleepersShutdown;

impl Scenario for QueueSleepersShutdown {
    const NAME: &'static str = "queue/sleepers-shutdown";
    const STORY: &'static str = "Two threads sleep until there are items. The queue is shut \
        down, and both are told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait_and_shutdown::<R, BareQueue<R, Right>>(cx);
    }
}
