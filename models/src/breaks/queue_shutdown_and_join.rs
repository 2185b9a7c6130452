//! A shutdown that waits for a worker's end while it holds the lock.
//!
//! The worker needs the same lock on its way out (gh-125451). The program is that of
//! [`QueueShutdownThenJoin`](crate::holds::QueueShutdownThenJoin).
//!
//! Weave: breaks in execution 1. loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::{Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::LockGuard;
use trace::FaultKind;

use crate::holds::queue_shutdown_then_join::{Joins, shut_down_a_worker};

/// A worker is joined under the lock that it needs.
#[derive(Debug)]
pub struct QueueShutdownAndJoin;

impl Scenario for QueueShutdownAndJoin {
    const NAME: &'static str = "queue/shutdown-and-join";
    const STORY: &'static str = "A pool is shut down and its worker joined under its lock. The \
        worker needs the lock to leave, and both wait for ever.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        shut_down_a_worker::<R, Inside>(cx);
    }
}

struct Inside;

impl Joins for Inside {
    fn join<R: Runtime>(left: LockGuard<'_, u32, R>, worker: R::Thread) {
        worker.join();
        // The mistake: the lock opens first.
        drop(left);
    }
}
