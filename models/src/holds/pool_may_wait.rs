//! A worker waits for a task that another worker runs, and is not told that it would wait for ever.
//!
//! ```text
//! pool:    two workers
//! a task:  submit another one, and wait for its result
//! main:    submit the task;  wait for its result;  shut down, and wait
//! ```
//!
//! *Invariant*: the task gets the result, whether the other worker is still to come, at work or idle.
//!
//! loom: LOOM executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_would_deadlock::nested;

/// A task of a pool with two workers waits for another task of it.
#[derive(Debug)]
pub struct PoolMayWait;

impl Scenario for PoolMayWait {
    const NAME: &'static str = "pool/may-wait";
    const STORY: &'static str = "A worker runs a task that submits another one and waits for it. There \
        is a second worker to run that.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        assert!(nested::<R>(2).is_ok());
    }
}
