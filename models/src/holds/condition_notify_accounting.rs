//! As many waits are told that they were notified as notifications found somebody.
//!
//! ```text
//! each of 2:  lock;  wait, but not for long;  unlock
//! main:       lock;  notify one;  unlock
//! ```
//!
//! *Invariant*: the notification found nobody and no wait was woken, or it found somebody and
//! exactly one wait was woken. So none is spent on a wait that says that it timed out.
//!
//! loom: 49,765 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Runtime, Wait};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock};

use super::condition_queues_first::Waiting;
use crate::tally::Tally;

/// Two threads wait with a [`Condition`], but not for long, and one of them is notified.
#[derive(Debug)]
pub struct ConditionNotifyAccounting;

impl Scenario for ConditionNotifyAccounting {
    const NAME: &'static str = "condition/notify-accounting";
    const STORY: &'static str = "Two threads wait with a deadline, and one is notified: exactly one \
        is told so, unless there was nobody to notify.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait_one_notified::<R, Condition<R>>(cx);
    }
}

pub(crate) fn two_wait_one_notified<R: Runtime, W: Waiting<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let desk = Arc::new((Lock::<(), R>::new_in(()).named("lock"), W::new()));
    let woken = Tally::default();
    let threads = ["ann", "ben"].map(|name| {
        let (desk, woken) = (Arc::clone(&desk), woken.clone());
        cx.spawn(name, move || {
            let (lock, condition) = &*desk;
            let (_guard, wait) = condition.wait(lock, lock.lock(), cx.soon());
            woken.add(u32::from(wait == Wait::Woken));
        })
    });
    let (lock, condition) = &*desk;
    let guard = lock.lock();
    let notified = condition.notify_one(&guard);
    drop(guard);
    cx.join_all(threads);
    assert_eq!(woken.total(), notified, "waits that were woken, and notifications");
    R::outcome("notified", notified);
}
