//! Whoever shuts down and waits for a worker's end holds no lock that the worker needs.
//!
//! ```text
//! ann:   get;  when that fails: lock;  note it;  unlock
//! main:  lock;  shutdown;  unlock;  wait for ann's end
//! ```
//!
//! *Invariant*: both end.
//!
//! Weave: all 84 executions. loom: 194 executions with at most 3 preemptions. Shuttle: 5,000, drawn
//! at random.

use std::sync::Arc;

use runtime::{Runtime, Thread};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Lock, LockGuard, Queue, Shutdown};

/// A worker is joined after the lock is open again.
#[derive(Debug)]
pub struct QueueShutdownThenJoin;

impl Scenario for QueueShutdownThenJoin {
    const NAME: &'static str = "queue/shutdown-then-join";
    const STORY: &'static str = "A pool is shut down under its lock, and its worker joined without. \
        The worker needs the lock to leave.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        shut_down_a_worker::<R, Outside>(cx);
    }
}

/// How a worker is joined by a thread that holds the lock.
pub(crate) trait Joins: Send + Sync + 'static {
    fn join<R: Runtime>(left: LockGuard<'_, u32, R>, worker: R::Thread);
}

struct Outside;

impl Joins for Outside {
    fn join<R: Runtime>(left: LockGuard<'_, u32, R>, worker: R::Thread) {
        drop(left);
        worker.join();
    }
}

pub(crate) fn shut_down_a_worker<R: Runtime, J: Joins>(cx: &Cx<R, NoParams>) {
    let jobs = Arc::new(Queue::<u32, R>::new_in().named("jobs"));
    let left = Arc::new(Lock::<u32, R>::new_in(0).named("pool"));
    let worker = cx.spawn("ann", {
        let (jobs, left) = (Arc::clone(&jobs), Arc::clone(&left));
        move || {
            jobs.get().expect_err("there are no jobs");
            *left.lock() += 1;
        }
    });
    let guard = left.lock();
    jobs.shutdown(Shutdown::Drain);
    J::join::<R>(guard, worker);
    assert_eq!(*left.lock(), 1, "workers who left");
}
