//! Of workers that begin to wait for each other, the last one is told.
//!
//! ```text
//! pool:        two workers
//! each of two: submit a task, and wait for its result
//! main:        submit these two;  wait for their results;  shut down, and wait
//! ```
//!
//! *Invariant*: everything comes to its end. At most one of them is told that it would wait for ever,
//! and only if both wait for a task that nobody has begun.
//!
//! loom: LOOM executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use pool::{Pending, TaskError};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;
/// Tasks of a pool wait for tasks of the same pool.
#[derive(Debug)]
pub struct PoolWouldDeadlock;

impl Scenario for PoolWouldDeadlock {
    const NAME: &'static str = "pool/would-deadlock";
    const STORY: &'static str = "Two workers run tasks that each submit another one and wait for it. If \
        both would wait for ever, one of them is told instead.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let pool = Arc::new(pool_of::<R>(2));
        let outer = [(); 2].map(|()| {
            let inner = {
                let pool = Arc::clone(&pool);
                move || pool.submit(|| ()).expect("the pool is open").take_result()
            };
            pool.submit(inner).expect("the pool is open")
        });
        let told = outer.map(|outer| match outer.take_result().expect("it comes to its end") {
            Ok(()) => 0,
            Err(TaskError::WouldDeadlock) => 1,
            Err(error) => panic!("{error}"),
        });
        let told: u32 = told.into_iter().sum();
        assert!(told <= 1, "one of two is enough");
        R::outcome("told", told);
        pool.shutdown(Pending::Finish).expect("main is no worker");
    }
}
