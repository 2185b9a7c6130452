//! A queue that notifies somebody only when it was empty.
//!
//! ```text
//! put:  lock;  put the item in;  if there was none: notify one
//! get:  lock;  while there is none: wait;  take it
//! ```
//!
//! Two wait, and two items are put before the first of them is back: the second put finds an item
//! there already, and notifies nobody. (So it was in Apache Pulsar, #8765.) The program is that of
//! [`QueueTwoItems`](crate::holds::QueueTwoItems).
//!
//! COUNTS

use runtime::{Deadline, Runtime, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Condition, Lock, LockGuard};
use trace::FaultKind;

use crate::holds::queue_side::{Side, two_for_two};

/// The second of two puts wakes nobody.
#[derive(Debug)]
pub struct QueueNotifiesIfEmpty;

impl Scenario for QueueNotifiesIfEmpty {
    const NAME: &'static str = "queue/notifies-if-empty";
    const STORY: &'static str = "Two threads wait for an item each. Two are put, but the second put \
        wakes nobody, because the first item is still there.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, IfEmpty<R>>(cx);
    }
}

struct IfEmpty<R: Runtime> {
    /// How many are in the queue.
    items: Lock<u32, R>,
    filled: Condition<R>,
}

impl<R: Runtime> Side<R> for IfEmpty<R> {
    fn none() -> Self {
        Self { items: Lock::new_in(0).named("items"), filled: Condition::new_in().named("filled") }
    }

    fn provide(&self) {
        let mut items = self.items.lock();
        *items += 1;
        // The mistake: others may wait, whatever there was before.
        if *items == 1 {
            self.filled.notify_one(&items);
        }
    }

    fn take(&self) -> bool {
        self.take_until(Deadline::NEVER)
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        let is_empty = |items: &mut LockGuard<'_, u32, R>| **items == 0;
        let (mut items, wait) = self.filled.wait_while_until(self.items.lock(), deadline, is_empty);
        if wait == Wait::Woken {
            *items -= 1;
        }
        wait == Wait::Woken
    }
}
