//! A worker that is started after the shutdown has looked who is there.
//!
//! ```text
//! submit:    if it is shut down: refuse;  start a worker;  put it on the list
//! shutdown:  it is shut down;  take the list;  join each worker
//! ```
//!
//! Between the look and the list the shutdown may come, and then it does not wait for the worker. This
//! was bpo-31783. The program is that of [`PoolShutdown`](crate::holds::PoolShutdown).
//!
//! loom: breaks in execution LOOM. Shuttle: in execution SHUTTLE, depth first.

use std::mem;

use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Lock;
use trace::FaultKind;

use crate::holds::pool_shutdown::{Executor, submit_and_shut_down};

/// The shutdown is over, and a worker runs.
#[derive(Debug)]
pub struct PoolLateWorker;

impl Scenario for PoolLateWorker {
    const NAME: &'static str = "pool/late-worker";
    const STORY: &'static str = "A thread sees that a pool is open and starts a worker. In between the \
        pool was shut down, and the shutdown does not know of that worker.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        submit_and_shut_down::<R, Looks<R>>(cx);
    }
}

struct Looks<R: Runtime> {
    is_shut_down: R::AtomicBool,
    workers: Lock<Vec<R::Thread>, R>,
}

impl<R: Runtime> Executor<R> for Looks<R> {
    fn new() -> Self {
        let workers = Lock::new_in(Vec::new()).named("workers");
        Self { is_shut_down: R::AtomicBool::new(false), workers }
    }

    fn submit(&self, task: impl FnOnce() + Send + 'static) -> bool {
        // The mistake: the look belongs under the lock of the list.
        if self.is_shut_down.load(Acquire) {
            return false;
        }
        self.workers.lock().push(R::spawn("worker", task));
        true
    }

    fn shut_down(&self) {
        self.is_shut_down.store(true, Release);
        let workers = mem::take(&mut *self.workers.lock());
        for worker in workers {
            worker.join();
        }
    }
}
