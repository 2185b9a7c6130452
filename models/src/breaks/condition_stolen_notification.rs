//! A condition that only counts its notifications.
//!
//! ```text
//! wait:    unlock
//!          until an exchange takes a notification: sleep, or until the deadline passes
//!          lock
//! notify:  one notification more;  wake one
//! ```
//!
//! Whoever comes first takes it, also a thread that was not there when it was given (glibc BZ
//! 13165; BZ 25847 came of the cure). The program is that of
//! [`ConditionLateWaiter`](crate::holds::ConditionLateWaiter).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, at random.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Lock, LockGuard};
use trace::FaultKind;

use crate::holds::condition_late_waiter::notify_then_wait;
use crate::holds::condition_queues_first::Waiting;

/// The notifier takes its own notification.
#[derive(Debug)]
pub struct ConditionStolenNotification;

impl Scenario for ConditionStolenNotification {
    const NAME: &'static str = "condition/stolen-notification";
    const STORY: &'static str = "A thread notifies another one that waits, and then waits itself. It \
        is faster, and takes the notification away.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        notify_then_wait::<R, Counting<R>>(cx);
    }
}

/// Orderings are Relaxed: the user's lock orders everything.
struct Counting<R: Runtime>(R::Futex);

impl<R: Runtime> Waiting<R> for Counting<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Condition).named("condition".into()))
    }

    fn wait<'a, T: Send>(
        &self,
        lock: &'a Lock<T, R>,
        guard: LockGuard<'a, T, R>,
        deadline: Deadline,
    ) -> (LockGuard<'a, T, R>, Wait) {
        R::call(&self.0, "wait", || {
            drop(guard);
            let wait = loop {
                let notifications = self.0.load(Relaxed);
                if notifications == 0 {
                    if self.0.wait(0, deadline) == Wait::TimedOut {
                        break Wait::TimedOut;
                    }
                } else if self
                    .0
                    .compare_exchange(notifications, notifications - 1, Relaxed, Relaxed)
                    .is_ok()
                {
                    // The mistake: it may have been given before this thread came. It takes a
                    // latch for each.
                    break Wait::Woken;
                }
            };
            (lock.lock(), wait)
        })
    }

    fn notify_one<T: Send>(&self, _guard: &LockGuard<'_, T, R>) -> u32 {
        R::call(&self.0, "notify", || {
            self.0.fetch_add(1, Relaxed);
            self.0.wake_one();
            1
        })
    }
}
