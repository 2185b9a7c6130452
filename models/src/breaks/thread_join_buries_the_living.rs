//! A join that cleans up whatever happened.
//!
//! ```text
//! a thread:  has its lock while it runs;  releases it at its end
//! join:      try:      acquire the lock        [an exception may come here]
//!            finally:  if the lock is locked: release it;  the thread is over
//! ```
//!
//! If the exception comes while the join sleeps, the lock is locked all right: by the thread, which
//! runs on and is said to be over. This was the cure (gh-90882) for what
//! [`ThreadJoinKeepsTheLock`](super::ThreadJoinKeepsTheLock) shows. The program is that of
//! [`ThreadInterruptedJoin`](crate::holds::ThreadInterruptedJoin).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::RawLock;
use trace::FaultKind;

use crate::holds::thread_interrupted_join::{Interrupted, Record, is_interrupted, join_twice};

/// A thread that runs is said to be over.
#[derive(Debug)]
pub struct ThreadJoinBuriesTheLiving;

impl Scenario for ThreadJoinBuriesTheLiving {
    const NAME: &'static str = "thread/join-buries-the-living";
    const STORY: &'static str = "A thread is joined by acquiring its lock, and an exception comes \
        while the join sleeps. It cleans up, and the thread is said to be over while it runs.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        join_twice::<R, ByLock<R>>(cx);
    }
}

struct ByLock<R: Runtime> {
    runs: RawLock<R>,
    is_over: R::AtomicBool,
}

impl<R: Runtime> Record<R> for ByLock<R> {
    fn running() -> Self {
        let runs = RawLock::new_in().named("end");
        runs.acquire();
        Self { runs, is_over: R::AtomicBool::new(false) }
    }

    fn end(&self) {
        // Perhaps somebody has released it already.
        let _ = self.runs.release();
    }

    fn join(&self, interruption: Deadline) -> Result<(), Interrupted> {
        // Relaxed, here and below: the flag says what this thread did itself.
        if self.is_over.load(Relaxed) {
            return Ok(());
        }
        let acquired = self.runs.acquire_until(interruption);
        let interrupted = !acquired || is_interrupted::<R>(interruption);
        // The mistake: that it is locked does not mean that this join has locked it. It takes
        // `acquired`.
        if self.runs.is_locked() {
            // Perhaps the thread has released it just now.
            let _ = self.runs.release();
            self.is_over.store(true, Relaxed);
        }
        if interrupted { Err(Interrupted) } else { Ok(()) }
    }

    fn is_alive(&self) -> bool {
        !self.is_over.load(Relaxed)
    }
}
