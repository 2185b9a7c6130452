//! A join that acquires the lock of a thread's end, and releases it a step later.
//!
//! ```text
//! a thread:  has its lock while it runs;  releases it at its end
//! join:      acquire the lock;  [an exception may come here]
//!            release the lock;  the thread is over
//! ```
//!
//! The exception leaves a lock that nobody will release, and the next join waits for ever
//! (gh-89437). The program is that of
//! [`ThreadInterruptedJoin`](crate::holds::ThreadInterruptedJoin).
//!
//! loom: breaks in execution 60. Shuttle: in execution 20,114, depth first.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::RawLock;
use trace::FaultKind;

use crate::holds::thread_interrupted_join::{Interrupted, Record, is_interrupted, join_twice};

/// The second join waits for what the first has.
#[derive(Debug)]
pub struct ThreadJoinKeepsTheLock;

impl Scenario for ThreadJoinKeepsTheLock {
    const NAME: &'static str = "thread/join-keeps-the-lock";
    const STORY: &'static str = "A thread is joined by acquiring its lock, and an exception comes \
        before that is released. The next join waits for ever.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::SelfDeadlock);
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
        self.runs.release().expect("held while the thread runs");
    }

    fn join(&self, interruption: Deadline) -> Result<(), Interrupted> {
        // Relaxed, here and below: the flag says what this thread did itself.
        if self.is_over.load(Relaxed) {
            return Ok(());
        }
        if !self.runs.acquire_until(interruption) {
            return Err(Interrupted);
        }
        // The mistake: what was acquired has to be released whatever happens.
        if is_interrupted::<R>(interruption) {
            return Err(Interrupted);
        }
        self.runs.release().expect("just acquired");
        self.is_over.store(true, Relaxed);
        Ok(())
    }

    fn is_alive(&self) -> bool {
        !self.is_over.load(Relaxed)
    }
}
