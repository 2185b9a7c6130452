//! A worker that has become idle takes the next task.
//!
//! ```text
//! pool:  one worker
//! main:  submit a task;  wait for its result;  submit another one;  wait for its result;  shut down
//! ```
//!
//! *Invariant*: both results come, whether the worker is already idle when the second task is submitted
//! or not; and then nobody is left.
//!
//! loom: LOOM executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use pool::{Builder, Pending, ThreadPool};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

/// A [`ThreadPool`] of one worker runs two tasks, one after the other.
#[derive(Debug)]
pub struct PoolIdleWorker;

impl Scenario for PoolIdleWorker {
    const NAME: &'static str = "pool/idle-worker";
    const STORY: &'static str = "A pool's only worker runs a task, and another one is submitted when \
        the first result is there. The worker runs that, too, idle or not.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_in_a_row::<R, Pool<R>>(cx);
    }
}

/// Runs tasks, at most one at a time.
pub(crate) trait RunsOne<R: Runtime>: Sized {
    fn new() -> Self;

    /// Has a task run that returns the number, and waits for it.
    fn run(&self, number: u32) -> u32;

    /// Ends all threads.
    fn end(self);
}

struct Pool<R: Runtime>(ThreadPool<R>);

pub(crate) fn pool_of<R: Runtime>(workers: usize) -> ThreadPool<R> {
    Builder::new().max_workers(workers).build_in().expect("there may be workers")
}

impl<R: Runtime> RunsOne<R> for Pool<R> {
    fn new() -> Self {
        Self(pool_of(1))
    }

    fn run(&self, number: u32) -> u32 {
        let future = self.0.submit(move || number).expect("the pool is open");
        let result = future.take_result().expect("nothing goes wrong");
        R::outcome("idle", self.0.idle_workers());
        result
    }

    fn end(self) {
        self.0.shutdown(Pending::Finish).expect("main is no worker");
        assert_eq!(self.0.workers(), 0);
    }
}

pub(crate) fn two_in_a_row<R: Runtime, E: RunsOne<R>>(_: &Cx<R, NoParams>) {
    let executor = E::new();
    assert_eq!(executor.run(1), 1);
    assert_eq!(executor.run(2), 2);
    executor.end();
}
