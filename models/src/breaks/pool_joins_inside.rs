//! A shutdown that waits for the workers with the lock held that they need to end.
//!
//! ```text
//! worker:    run the task;  lock;  one worker fewer;  unlock
//! shutdown:  lock;  it is shut down;  join each worker;  unlock
//! ```
//!
//! The worker waits for the lock, and the shutdown for the worker. (gh-125451 had this with the feeder
//! of a queue, whose path for errors takes the lock.) The program is that of
//! [`PoolShutdown`](crate::holds::PoolShutdown).
//!
//! loom: breaks in execution LOOM. Shuttle: in execution SHUTTLE, depth first.

use std::sync::Arc;

use runtime::{Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Lock;
use trace::FaultKind;

use crate::holds::pool_shutdown::{Executor, submit_and_shut_down};

/// Shutdown and worker wait for each other.
#[derive(Debug)]
pub struct PoolJoinsInside;

impl Scenario for PoolJoinsInside {
    const NAME: &'static str = "pool/joins-inside";
    const STORY: &'static str = "A shutdown holds the pool's lock while it waits for a worker, and the \
        worker wants the lock before it ends.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        submit_and_shut_down::<R, JoinsInside<R>>(cx);
    }
}

struct JoinsInside<R: Runtime>(Arc<Lock<Workers<R>, R>>);

struct Workers<R: Runtime> {
    is_shut_down: bool,
    count: u32,
    threads: Vec<R::Thread>,
}

impl<R: Runtime> Executor<R> for JoinsInside<R> {
    fn new() -> Self {
        let workers = Workers { is_shut_down: false, count: 0, threads: Vec::new() };
        Self(Arc::new(Lock::new_in(workers).named("workers")))
    }

    fn submit(&self, task: impl FnOnce() + Send + 'static) -> bool {
        let mut workers = self.0.lock();
        if workers.is_shut_down {
            return false;
        }
        workers.count += 1;
        let shared = Arc::clone(&self.0);
        workers.threads.push(R::spawn("worker", move || {
            task();
            shared.lock().count -= 1;
        }));
        true
    }

    fn shut_down(&self) {
        let mut workers = self.0.lock();
        workers.is_shut_down = true;
        // The mistake: take the list, and open the lock before joining.
        for thread in workers.threads.drain(..) {
            thread.join();
        }
    }
}
