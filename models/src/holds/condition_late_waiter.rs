//! A thread that comes to wait after a notification does not take it.
//!
//! ```text
//! main:  lock;  start ann;  wait;  unlock
//! ann:   lock;  notify one;  wait, but not for long;  unlock
//! ```
//!
//! Ann gets the lock only when main waits, so the notification is for main.
//!
//! *Invariant*: main is woken, and ann times out.
//!
//! loom: 12,497 executions with at most 5 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime, Wait};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock};

use super::condition_queues_first::Waiting;

/// A thread notifies another one and waits with the same [`Condition`] afterwards.
#[derive(Debug)]
pub struct ConditionLateWaiter;

impl Scenario for ConditionLateWaiter {
    const NAME: &'static str = "condition/late-waiter";
    const STORY: &'static str = "A thread notifies another one that waits, and then waits itself. \
        The notification goes to the one that was there before.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        notify_then_wait::<R, Condition<R>>(cx);
    }
}

pub(crate) fn notify_then_wait<R: Runtime, W: Waiting<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let desk = Arc::new((Lock::<(), R>::new_in(()).named("lock"), W::new()));
    let (lock, condition) = &*desk;
    let guard = lock.lock();
    let late = cx.spawn("ann", {
        let desk = Arc::clone(&desk);
        move || {
            let (lock, condition) = &*desk;
            let guard = lock.lock();
            assert_eq!(condition.notify_one(&guard), 1);
            let (_guard, wait) = condition.wait(lock, guard, cx.soon());
            assert_eq!(wait, Wait::TimedOut, "the notification was for main");
        }
    });
    let (guard, wait) = condition.wait(lock, guard, Deadline::NEVER);
    assert_eq!(wait, Wait::Woken);
    drop(guard);
    cx.join_all([late]);
}
