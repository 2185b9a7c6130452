//! A lock that looks whether it is free, and then takes it.
//!
//! ```text
//! lock:    while the word is 1: sleep
//!          the word = 1                 two steps where one is needed
//! unlock:  the word = 0; wake one
//! ```
//!
//! The program is that of [`LockMutualExclusion`](crate::holds::LockMutualExclusion).
//!
//! loom: breaks in execution 14. Shuttle: in execution 161, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Operation, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::lock_mutual_exclusion::{Exclusion, two_inside};

/// Two threads find the lock free, and both take it.
#[derive(Debug)]
pub struct LockTestThenSet;

impl Scenario for LockTestThenSet {
    const NAME: &'static str = "lock/test-then-set";
    const STORY: &'static str = "Two threads look at the same free lock before either takes it, and \
        are inside together.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_inside::<R, TwoSteps<R>>(cx);
    }
}

struct TwoSteps<R: Runtime>(R::Futex);

impl<R: Runtime> TwoSteps<R> {
    fn lock(&self) {
        R::call(&self.0, Operation::waiting("lock"), || {
            while self.0.load(Acquire) != 0 {
                let _ = self.0.wait(1, Deadline::NEVER);
            }
            // The mistake: another thread may have looked too. It takes a compare-exchange.
            self.0.swap(1, Relaxed);
        });
    }

    fn unlock(&self) {
        R::call(&self.0, "unlock", || {
            self.0.swap(0, Release);
            self.0.wake_one();
        });
    }
}

impl<R: Runtime> Exclusion<R> for TwoSteps<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Lock).named("lock".into()))
    }

    fn exclusively(&self, job: impl FnOnce()) {
        self.lock();
        job();
        self.unlock();
    }
}
