//! A wait that releases a recursive lock once.
//!
//! ```text
//! wait:    close the latch;  release
//!          sleep until the latch is open
//!          acquire
//! notify:  open the latch
//! ```
//!
//! If the thread had the lock twice, nobody can get it to notify. The program is that of
//! [`ConditionOverRLock`](crate::holds::ConditionOverRLock).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::RawRLock;
use trace::FaultKind;

use crate::holds::condition_over_rlock::{WaitingOverRLock, wait_with_two_levels};

/// The thread that is to notify cannot get the lock.
#[derive(Debug)]
pub struct ConditionKeepsALevel;

impl Scenario for ConditionKeepsALevel {
    const NAME: &'static str = "condition/keeps-a-level";
    const STORY: &'static str = "A thread that has a recursive lock twice waits and releases it only \
        once. Who would notify it waits for the lock.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        wait_with_two_levels::<R, OneLevel<R>>(cx);
    }
}

/// For one thread at a time. Orderings are Relaxed: the user's lock orders everything.
struct OneLevel<R: Runtime>(R::Futex);

impl<R: Runtime> WaitingOverRLock<R> for OneLevel<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Condition).named("condition".into()))
    }

    fn wait(&self, lock: &RawRLock<R>) {
        R::call(&self.0, "wait", || {
            self.0.swap(0, Relaxed);
            // The mistake: all levels have to go. It takes `release_all`.
            lock.release().expect("the caller has the lock");
            while self.0.load(Relaxed) == 0 {
                let _ = self.0.wait(0, Deadline::NEVER);
            }
            lock.acquire();
        });
    }

    fn notify_one(&self, _lock: &RawRLock<R>) {
        R::call(&self.0, "notify", || {
            self.0.swap(1, Relaxed);
            self.0.wake_one();
        });
    }
}
