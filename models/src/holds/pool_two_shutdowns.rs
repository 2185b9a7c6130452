//! Two threads shut a pool down, and each waits for the end.
//!
//! ```text
//! pool:       one worker, and a task
//! ann, main:  shut down, and wait
//! ```
//!
//! *Invariant*: both return, and when each does the task has run and no worker is left, though only one
//! of them joins the thread.
//!
//! loom: 5,284 executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use pool::Pending;
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;
use crate::tally::Tally;

/// A [`ThreadPool`](pool::ThreadPool) is shut down by two threads at once.
#[derive(Debug)]
pub struct PoolTwoShutdowns;

impl Scenario for PoolTwoShutdowns {
    const NAME: &'static str = "pool/two-shutdowns";
    const STORY: &'static str = "Two threads shut the same pool down, and both wait. One of them joins \
        the worker, and the other one is told when it has left.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let (pool, run) = (Arc::new(pool_of::<R>(1)), Tally::default());
        let task = {
            let run = run.clone();
            move || run.add(1)
        };
        pool.submit(task).expect("the pool is open");
        let shut_down = move || {
            pool.shutdown(Pending::Finish).expect("it is no worker");
            assert_eq!((run.total(), pool.workers()), (1, 0));
        };
        let thread = cx.spawn("ann", shut_down.clone());
        shut_down();
        cx.join_all([thread]);
    }
}
