//! A lock that forgets the second sleeper when it wakes the first.
//!
//! ```text
//! the word:  0 free, 1 locked, 2 locked and somebody may sleep
//! lock:      while an exchange 0 -> 1 fails:
//!                if the word is 2, or an exchange 1 -> 2 succeeds: sleep while it is 2
//! unlock:    if a swap to 0 found 2: wake one
//! ```
//!
//! The woken thread does not know whether others still sleep, so it has to assume it and take the
//! lock as 2. Here it takes it as 1. Drepper, "Futexes Are Tricky", explains the three states. The
//! program is that of [`LockNoLostWakeup`](crate::holds::LockNoLostWakeup).
//!
//! loom: breaks in execution 47. Shuttle: in execution 1,620, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Operation, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::lock_mutual_exclusion::Exclusion;
use crate::holds::lock_no_lost_wakeup::three_inside;

/// Two threads sleep, and only the first is woken.
#[derive(Debug)]
pub struct LockForgetsSleepers;

impl Scenario for LockForgetsSleepers {
    const NAME: &'static str = "lock/forgets-sleepers";
    const STORY: &'static str = "Two threads sleep for a lock. The first one to be woken takes it as \
        if nobody else slept, and so wakes nobody when it unlocks.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        three_inside::<R, Forgetful<R>>(cx);
    }
}

struct Forgetful<R: Runtime>(R::Futex);

impl<R: Runtime> Forgetful<R> {
    fn lock(&self) {
        R::call(&self.0, Operation::waiting("lock"), || {
            // The mistake: right for the first attempt. After a sleep it has to be 0 -> 2.
            while let Err(found) = self.0.compare_exchange(0, 1, Acquire, Relaxed) {
                if found == 2 || self.0.compare_exchange(1, 2, Relaxed, Relaxed).is_ok() {
                    let _ = self.0.wait(2, Deadline::NEVER);
                }
            }
        });
    }

    fn unlock(&self) {
        R::call(&self.0, "unlock", || {
            if self.0.swap(0, Release) == 2 {
                self.0.wake_one();
            }
        });
    }
}

impl<R: Runtime> Exclusion<R> for Forgetful<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Lock).named("lock".into()))
    }

    fn exclusively(&self, job: impl FnOnce()) {
        self.lock();
        job();
        self.unlock();
    }
}
