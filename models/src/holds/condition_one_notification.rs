//! A notification and a deadline meet: either the wait was notified, or nobody was.
//!
//! ```text
//! ann:   lock;  wait, but not for long;  unlock
//! main:  lock;  notify one;  unlock
//! ```
//!
//! *Invariant*: main has notified somebody if, and only if, ann was woken. With one who waits there are few
//! enough executions to look at all of them, unlike in
//! [`ConditionNotifyAccounting`](super::ConditionNotifyAccounting).
//!
//! Weave: 6,077 executions, all there are. loom: 214 with at most 3 preemptions.

use std::sync::Arc;

use runtime::{Runtime, Wait};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock};

use super::condition_queues_first::Waiting;
use crate::tally::Tally;

/// A thread waits with a [`Condition`], but not for long, and is notified or not.
#[derive(Debug)]
pub struct ConditionOneNotification;

impl Scenario for ConditionOneNotification {
    const NAME: &'static str = "condition/one-notification";
    const STORY: &'static str = "A thread waits with a deadline while another one notifies. Both say the \
        same of it.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let desk = Arc::new((Lock::<(), R>::new_in(()), <Condition<R> as Waiting<R>>::new()));
        let woken = Tally::default();
        let ann = cx.spawn("ann", {
            let (desk, woken) = (Arc::clone(&desk), woken.clone());
            move || {
                let (lock, condition) = &*desk;
                let (_guard, wait) = Waiting::wait(condition, lock, lock.lock(), cx.soon());
                woken.add(u32::from(wait == Wait::Woken));
            }
        });
        let (lock, condition) = &*desk;
        let notified = condition.notify_one(&lock.lock());
        cx.join_all([ann]);
        assert_eq!(woken.total(), notified, "waits that were woken, and notifications");
        R::outcome("notified", notified);
    }
}
