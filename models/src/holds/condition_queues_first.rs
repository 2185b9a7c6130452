//! A thread is in the queue before it gives up the lock.
//!
//! ```text
//! ann:   lock;  until it is ready: wait;  unlock
//! main:  lock;  it is ready;  notify;  unlock
//! ```
//!
//! *Invariant*: ann ends. Whoever gets the lock after her look finds her in the queue.
//!
//! loom: 3,350 executions with at most 6 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime, Wait};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock, LockGuard};

/// A thread waits with a [`Condition`] for what another one does.
#[derive(Debug)]
pub struct ConditionQueuesFirst;

impl Scenario for ConditionQueuesFirst {
    const NAME: &'static str = "condition/queues-first";
    const STORY: &'static str = "A thread waits until something is ready, and another one makes it \
        so and notifies. The wait ends.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        wait_until_ready::<R, Condition<R>>(cx);
    }
}

/// What one can wait with while a lock is given up.
pub(crate) trait Waiting<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;

    /// Gives `guard`, which is one of `lock`, up meanwhile.
    fn wait<'a, T: Send>(
        &self,
        lock: &'a Lock<T, R>,
        guard: LockGuard<'a, T, R>,
        deadline: Deadline,
    ) -> (LockGuard<'a, T, R>, Wait);

    /// Says how many it told.
    fn notify_one<T: Send>(&self, guard: &LockGuard<'_, T, R>) -> u32;
}

impl<R: Runtime> Waiting<R> for Condition<R> {
    fn new() -> Self {
        Self::new_in().named("condition")
    }

    fn wait<'a, T: Send>(
        &self,
        _lock: &'a Lock<T, R>,
        guard: LockGuard<'a, T, R>,
        deadline: Deadline,
    ) -> (LockGuard<'a, T, R>, Wait) {
        self.wait_until(guard, deadline)
    }

    fn notify_one<T: Send>(&self, guard: &LockGuard<'_, T, R>) -> u32 {
        Condition::notify_one(self, guard)
    }
}

pub(crate) fn wait_until_ready<R: Runtime, W: Waiting<R>>(cx: &Cx<R, NoParams>) {
    let kitchen = Arc::new((Lock::<bool, R>::new_in(false).named("ready"), W::new()));
    let guest = cx.spawn("ann", {
        let kitchen = Arc::clone(&kitchen);
        move || {
            let (lock, condition) = &*kitchen;
            let mut ready = lock.lock();
            while !*ready {
                (ready, _) = condition.wait(lock, ready, Deadline::NEVER);
            }
        }
    });
    let (lock, condition) = &*kitchen;
    let mut ready = lock.lock();
    *ready = true;
    condition.notify_one(&ready);
    drop(ready);
    cx.join_all([guest]);
}
