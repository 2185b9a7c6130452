//! A timed lock that asks the clock, not the wait, why it is awake.
//!
//! ```text
//! the word:         0 free, 1 locked, 2 locked and somebody may sleep
//! lock:             if an exchange 0 -> 1 fails: while a swap to 2 does not find 0: sleep
//! lock, timed:      the same, but after sleeping: if the deadline has passed: give up
//! unlock:           if a swap to 0 found 2: wake one
//! ```
//!
//! The deadline may have passed although a wake-up ended the sleep. Who gives up then takes the
//! wake-up along, and the next sleeper waits for ever. The program is that of
//! [`LockTimedWaiter`](crate::holds::LockTimedWaiter).
//!
//! loom: breaks in execution 284. Shuttle: in execution 30,506, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::lock_mutual_exclusion::Exclusion;
use crate::holds::lock_timed_waiter::{TimedExclusion, one_gives_up};

/// The wake-up goes to the thread that gives up.
#[derive(Debug)]
pub struct LockGivesUpAWakeup;

impl Scenario for LockGivesUpAWakeup {
    const NAME: &'static str = "lock/gives-up-a-wakeup";
    const STORY: &'static str = "Two threads sleep for a lock. One of them is woken, finds that its \
        deadline has passed too, and gives up without waking the other.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, Impatient<R>>(cx);
    }
}

struct Impatient<R: Runtime>(R::Futex);

impl<R: Runtime> Impatient<R> {
    /// Whether it was locked in time.
    fn lock(&self, deadline: Deadline) -> bool {
        R::call(&self.0, "lock", || {
            if self.0.compare_exchange(0, 1, Acquire, Relaxed).is_ok() {
                return true;
            }
            while self.0.swap(2, Acquire) != 0 {
                // The mistake: only a wait that says `TimedOut` has cost nobody a wake-up.
                let _ = self.0.wait(2, deadline);
                if Self::has_passed(deadline) {
                    return false;
                }
            }
            true
        })
    }

    fn unlock(&self) {
        R::call(&self.0, "unlock", || {
            if self.0.swap(0, Release) == 2 {
                self.0.wake_one();
            }
        });
    }

    /// What a clock says after a wait with this deadline: any time may have gone by.
    fn has_passed(deadline: Deadline) -> bool {
        deadline.is_timed() && R::choose(2) == 1
    }
}

impl<R: Runtime> Exclusion<R> for Impatient<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Lock).named("lock".into()))
    }

    fn exclusively(&self, job: impl FnOnce()) {
        self.exclusively_until(Deadline::NEVER, job);
    }
}

impl<R: Runtime> TimedExclusion<R> for Impatient<R> {
    fn exclusively_until(&self, deadline: Deadline, job: impl FnOnce()) -> bool {
        let was_in_time = self.lock(deadline);
        if was_in_time {
            job();
            self.unlock();
        }
        was_in_time
    }
}
