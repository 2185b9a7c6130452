//! A task that was cancelled never runs, and every future of a pool that is shut down has ended.
//!
//! ```text
//! pool:  one worker
//! main:  submit a task;  cancel it;  shut down, and wait
//! ```
//!
//! *Invariant*: the task has run, or it is cancelled; and its callback has run once.
//!
//! loom: LOOM executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use pool::Pending;
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;
use crate::tally::Tally;

/// A task is cancelled before, while or after a pool runs it.
#[derive(Debug)]
pub struct PoolCancel;

impl Scenario for PoolCancel {
    const NAME: &'static str = "pool/cancel";
    const STORY: &'static str = "A task is submitted and cancelled at once. If a worker was faster it \
        runs to its end, and otherwise never.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let (run, told) = (Tally::default(), Tally::default());
        let pool = pool_of::<R>(1);
        let future = {
            let run = run.clone();
            pool.submit(move || run.add(1)).expect("the pool is open")
        };
        let cancelled = future.cancel();
        {
            let told = told.clone();
            future.add_done_callback(move |_| told.add(1));
        }
        pool.shutdown(Pending::Finish).expect("main is no worker");
        assert!(future.is_done() && future.is_cancelled() == cancelled);
        assert_eq!(run.total() + u32::from(cancelled), 1, "ends of one task");
        assert_eq!(told.total(), 1, "times that the callback has run");
        R::outcome("cancelled", cancelled);
    }
}
