use std::sync::Arc;

use linear::specs::{Condition, ConditionOperation, ConditionResult};
use plainweave_property::Subject;
use plainweave_property::proptest::strategy::BoxedStrategy;
use runtime::{Atomic, AtomicInt, Ordering, Runtime, Wait};
use sync::{Lock, Semaphore};

use crate::{broken, coarse, holds, one_of, soon};

use ConditionOperation::{Lower, Notify, Raise, WaitForFlag, WaitTimeout};

fn told(wait: Wait) -> ConditionResult {
    match wait {
        Wait::Woken => ConditionResult::Woken,
        Wait::TimedOut => ConditionResult::TimedOut,
    }
}

#[derive(Clone, Debug)]
struct Conditions;

struct Guarded<R: Runtime> {
    flag: Lock<bool, R>,
    changed: sync::Condition<R>,
}

impl Subject for Conditions {
    const NAME: &'static str = "condition";
    type Object<R: Runtime> = Guarded<R>;
    type Spec = Condition;

    fn operations(&self, me: usize) -> BoxedStrategy<ConditionOperation> {
        one_of([Notify(1), Notify(2), Raise, Lower, WaitTimeout(me), WaitForFlag(me)])
    }

    fn spec(&self) -> Condition {
        Condition::default()
    }

    fn object<R: Runtime>(&self) -> Guarded<R> {
        Guarded { flag: Lock::new_in(false), changed: sync::Condition::new_in() }
    }

    fn apply<R: Runtime>(
        Guarded { flag, changed }: &Guarded<R>,
        operation: &ConditionOperation,
    ) -> ConditionResult {
        let mut flag = flag.lock();
        match *operation {
            WaitTimeout(_) => told(changed.wait_until(flag, soon::<R>()).1),
            WaitForFlag(_) => {
                drop(changed.wait_while(flag, |flag| !**flag));
                ConditionResult::Woken
            }
            Notify(most) => ConditionResult::Notified(changed.notify(most, &flag)),
            Raise => {
                *flag = true;
                ConditionResult::Notified(changed.notify_all(&flag))
            }
            Lower => {
                *flag = false;
                ConditionResult::Done
            }
        }
    }
}

holds! { condition: Conditions, crate::COARSE }

/// The mistake: who gave up is counted as notified, as in CPython.
#[derive(Clone, Debug)]
struct Swallows;

struct Counted<R: Runtime> {
    lock: Arc<Lock<(), R>>,
    waiting: R::AtomicU32,
    notifications: Semaphore<R>,
}

impl Subject for Swallows {
    const NAME: &'static str = "condition that swallows a notification";
    type Object<R: Runtime> = Counted<R>;
    type Spec = Condition;

    fn operations(&self, me: usize) -> BoxedStrategy<ConditionOperation> {
        one_of([Notify(1), WaitTimeout(me)])
    }

    fn spec(&self) -> Condition {
        Condition::default()
    }

    fn object<R: Runtime>(&self) -> Counted<R> {
        Counted {
            lock: Arc::new(Lock::new_in(())),
            waiting: R::AtomicU32::new(0),
            notifications: Semaphore::new_in(0),
        }
    }

    fn apply<R: Runtime>(
        condition: &Counted<R>,
        operation: &ConditionOperation,
    ) -> ConditionResult {
        let guard = condition.lock.lock();
        let waiting = condition.waiting.load(Ordering::Relaxed);
        if let Notify(most) = *operation {
            let count = waiting.min(most);
            if count > 0 {
                condition.waiting.fetch_sub(count, Ordering::Relaxed);
                let _ = condition.notifications.release();
            }
            return ConditionResult::Notified(count);
        }
        condition.waiting.store(waiting + 1, Ordering::Relaxed);
        drop(guard);
        let notification = condition.notifications.acquire_until(soon::<R>());
        let is_notified = notification.map(sync::Permit::forget).is_ok();
        let _guard = condition.lock.lock();
        if is_notified {
            return ConditionResult::Woken;
        }
        let waiting = condition.waiting.load(Ordering::Relaxed);
        condition.waiting.store(waiting.saturating_sub(1), Ordering::Relaxed);
        ConditionResult::TimedOut
    }
}

#[test]
fn a_notification_that_is_spent_on_nobody_is_found() {
    let found = broken(&coarse(Swallows));
    assert_eq!(found.program.calls(), 2, "one waits, and one notifies");
}
