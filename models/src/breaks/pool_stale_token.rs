//! A token that says that a worker is idle, and is still there when the worker has left.
//!
//! ```text
//! submit:  put the task into the queue;  if there is no token to take: start a worker
//! worker:  take a task;  run it;  give a token;  leave, since it has run as many as it may
//! ```
//!
//! The token of a worker that has left is spent on the next task, for which nobody comes. This was
//! gh-115634 in `ProcessPoolExecutor` with `max_tasks_per_child`, and gh-88354 before. The program is
//! that of [`PoolIdleWorker`](crate::holds::PoolIdleWorker).
//!
//! loom: breaks in execution LOOM. Shuttle: in execution SHUTTLE, depth first.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Event, Lock, Semaphore};
use trace::FaultKind;

use crate::holds::pool_idle_worker::{RunsOne, two_in_a_row};

/// A task stays in the queue for ever.
#[derive(Debug)]
pub struct PoolStaleToken;

impl Scenario for PoolStaleToken {
    const NAME: &'static str = "pool/stale-token";
    const STORY: &'static str = "A worker says that it is idle, and leaves. The next task is left to \
        it, and nobody comes.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_in_a_row::<R, Tokens<R>>(cx);
    }
}

struct Tokens<R: Runtime>(Arc<Shared<R>>);

struct Shared<R: Runtime> {
    queue: Lock<Vec<Arc<Event<R>>>, R>,
    idle: Semaphore<R>,
}

impl<R: Runtime> RunsOne<R> for Tokens<R> {
    fn new() -> Self {
        let queue = Lock::new_in(Vec::new()).named("queue");
        Self(Arc::new(Shared { queue, idle: Semaphore::new_in(0).named("idle") }))
    }

    fn run(&self, number: u32) -> u32 {
        let done = Arc::new(Event::<R>::new_in().named("done"));
        self.0.queue.lock().push(Arc::clone(&done));
        if let Ok(token) = self.0.idle.try_acquire() {
            token.forget();
        } else {
            let shared = Arc::clone(&self.0);
            R::spawn("worker", move || {
                let task = shared.queue.lock().pop();
                // The mistake: this worker is not going to be idle. The token is for one that stays.
                shared.idle.release().expect("far from the limit");
                if let Some(done) = task {
                    done.set();
                }
            });
        }
        done.wait();
        number
    }

    fn end(self) {}
}
