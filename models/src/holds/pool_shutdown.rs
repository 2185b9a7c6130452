//! A task that a pool accepts while it is being shut down is run before the shutdown is over.
//!
//! ```text
//! ann:   submit a task
//! main:  shut down, and wait
//! ```
//!
//! *Invariant*: if the task was accepted, it has run when the shutdown is over; if not, it was handed
//! back. No worker is left.
//!
//! loom: LOOM executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use pool::{Pending, ThreadPool};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::pool_idle_worker::pool_of;
use crate::tally::Tally;

/// A task is submitted to a [`ThreadPool`] that is being shut down.
#[derive(Debug)]
pub struct PoolShutdown;

impl Scenario for PoolShutdown {
    const NAME: &'static str = "pool/shutdown";
    const STORY: &'static str = "A task is submitted while the pool is shut down. It runs before the \
        shutdown is over, or is handed back.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        submit_and_shut_down::<R, Pool<R>>(cx);
    }
}

/// Runs tasks until it is shut down.
pub(crate) trait Executor<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;

    /// Has a task run; false if that is refused.
    fn submit(&self, task: impl FnOnce() + Send + 'static) -> bool;

    /// Refuses tasks, and waits for all threads.
    fn shut_down(&self);
}

struct Pool<R: Runtime>(ThreadPool<R>);

impl<R: Runtime> Executor<R> for Pool<R> {
    fn new() -> Self {
        Self(pool_of(1))
    }

    fn submit(&self, task: impl FnOnce() + Send + 'static) -> bool {
        self.0.submit(task).is_ok()
    }

    fn shut_down(&self) {
        self.0.shutdown(Pending::Finish).expect("main is no worker");
        assert_eq!(self.0.workers(), 0);
    }
}

pub(crate) fn submit_and_shut_down<R: Runtime, E: Executor<R>>(cx: &Cx<R, NoParams>) {
    let executor = Arc::new(E::new());
    let (accepted, run) = (Tally::default(), Tally::default());
    let thread = cx.spawn("ann", {
        let (executor, accepted, run) = (Arc::clone(&executor), accepted.clone(), run.clone());
        move || accepted.add(u32::from(executor.submit(move || run.add(1))))
    });
    executor.shut_down();
    let run_by_then = run.total();
    cx.join_all([thread]);
    R::outcome("accepted", accepted.total());
    assert_eq!(run_by_then, accepted.total(), "tasks run when the shutdown is over");
}
