//! A lock whose unlock orders nothing.
//!
//! ```text
//! lock:    until an exchange finds the word 0 and makes it 1: sleep
//! unlock:  the word = 0, Relaxed; wake one
//! ```
//!
//! Nobody is inside together, and still the next thread may miss what the previous one did there.
//! The program is that of [`LockPublishes`](crate::holds::LockPublishes).
//!
//! loom: breaks in execution 1. Shuttle: never, in all 143.

use runtime::Ordering::{Acquire, Relaxed};
use runtime::{Atomic, Deadline, Futex, Kind, Operation, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::lock_mutual_exclusion::Exclusion;
use crate::holds::lock_publishes::two_add;

/// The second thread does not see what the first one did.
#[derive(Debug)]
pub struct LockRelaxedUnlock;

impl Scenario for LockRelaxedUnlock {
    const NAME: &'static str = "lock/relaxed-unlock";
    const STORY: &'static str = "Two threads add 1 to a plain variable under a lock that lets one in \
        at a time, but whose unlock orders nothing.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_add::<R, Unordered<R>>(cx);
    }
}

struct Unordered<R: Runtime>(R::Futex);

impl<R: Runtime> Unordered<R> {
    fn lock(&self) {
        R::call(&self.0, Operation::waiting("lock"), || {
            while self.0.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
                let _ = self.0.wait(1, Deadline::NEVER);
            }
        });
    }

    fn unlock(&self) {
        R::call(&self.0, "unlock", || {
            // The mistake: Release, so that the next holder's Acquire has a partner.
            self.0.swap(0, Relaxed);
            self.0.wake_one();
        });
    }
}

impl<R: Runtime> Exclusion<R> for Unordered<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Lock).named("lock".into()))
    }

    fn exclusively(&self, job: impl FnOnce()) {
        self.lock();
        job();
        self.unlock();
    }
}
