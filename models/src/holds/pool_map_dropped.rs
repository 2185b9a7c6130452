//! Whoever leaves a map cancels its rest.
//!
//! ```text
//! pool:  one worker
//! main:  map over 1 and 2;  take the first result;  leave;  shut down, and wait
//! ```
//!
//! *Invariant*: the first result is that of 1. The task of 2 has run, or it never runs; the pool comes to its
//! end.
//!
//! Weave: 10,000 executions, of more. loom: 1,101 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use pool::Pending;
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;
use crate::tally::Tally;

/// The results of a map are left after the first.
#[derive(Debug)]
pub struct PoolMapDropped;

impl Scenario for PoolMapDropped {
    const NAME: &'static str = "pool/map-dropped";
    const STORY: &'static str = "Two items are mapped, and whoever has the first result leaves. The second \
        item's task runs before that, or never.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let run = Tally::default();
        let pool = pool_of::<R>(1);
        let task = {
            let run = run.clone();
            move |item: u32| {
                run.add(1);
                item
            }
        };
        let mut results = pool.map(task, [1, 2]).expect("the pool is open");
        let first = results.next().expect("there are two").expect("the task does not fail");
        assert_eq!(first, 1);
        drop(results);
        pool.shutdown(Pending::Finish).expect("main is no worker");
        assert!([1, 2].contains(&run.total()), "tasks that have run: {}", run.total());
        R::outcome("run", run.total());
    }
}
