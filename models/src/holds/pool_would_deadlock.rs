//! The only worker is told when it begins to wait for a task that only it could run.
//!
//! ```text
//! pool:    one worker
//! a task:  submit another one, and wait for its result
//! main:    submit the task;  wait for its result;  shut down, and wait
//! ```
//!
//! *Invariant*: the task is told that it would wait for ever, and everything comes to its end.
//!
//! loom: LOOM executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use pool::{Pending, TaskError};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;

/// A task of a pool with one worker waits for another task of it.
#[derive(Debug)]
pub struct PoolWouldDeadlock;

impl Scenario for PoolWouldDeadlock {
    const NAME: &'static str = "pool/would-deadlock";
    const STORY: &'static str = "The only worker runs a task that submits another one and waits for it. \
        It is told that this would never end.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let told = nested::<R>(1);
        assert!(matches!(told, Err(TaskError::WouldDeadlock)));
    }
}

/// What a task is told that waits for another one of its pool.
pub(super) fn nested<R: Runtime>(workers: usize) -> Result<(), TaskError> {
    let pool = Arc::new(pool_of::<R>(workers));
    let outer = {
        let pool = Arc::clone(&pool);
        move || pool.submit(|| ()).expect("the pool is open").take_result()
    };
    let outer = pool.submit(outer).expect("the pool is open");
    let told = outer.take_result().expect("it comes to its end");
    pool.shutdown(Pending::Finish).expect("main is no worker");
    told
}
