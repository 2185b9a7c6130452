//! A queue that wakes somebody only when it was empty.
//!
//! ```text
//! put:  one item more;  if there was none: wake one
//! get:  until an exchange takes one: sleep while there is none
//! ```
//!
//! Two wait, and two items are put before the first of them is back: the second put finds an item
//! there already, and wakes nobody. (So it was in Apache Pulsar, #8765.) The program is that of
//! [`QueueTwoItems`](crate::holds::QueueTwoItems).
//!
//! Weave: breaks in execution 656. loom: breaks in execution 1,783. Shuttle: in execution 14, at
//! random.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Note, Runtime, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::queue_side::{Side, two_for_two};

/// The second of two puts wakes nobody.
#[derive(Debug)]
pub struct QueueNotifiesIfEmpty;

impl Scenario for QueueNotifiesIfEmpty {
    const NAME: &'static str = "queue/notifies-if-empty";
    const STORY: &'static str = "Two threads wait for an item each. Two are put, but the second put \
        wakes nobody, because the first item is still there.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_for_two::<R, IfEmpty<R>>(cx);
    }
}

struct IfEmpty<R: Runtime> {
    /// How many items there are.
    items: R::Futex,
}

impl<R: Runtime> Side<R> for IfEmpty<R> {
    fn none() -> Self {
        Self { items: R::Futex::new(0).of_kind(Kind::Queue).named("queue".into()) }
    }

    fn provide(&self) {
        R::call(&self.items, "put", || {
            let before = self.items.fetch_add(1, Release);
            self.items.note(Note::Put);
            // The mistake: others may sleep, whatever there was before.
            if before == 0 {
                self.items.wake_one();
            }
        });
    }

    fn take(&self) -> bool {
        self.take_until(Deadline::NEVER)
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        R::call(&self.items, "get", || {
            loop {
                let items = self.items.load(Relaxed);
                if items == 0 {
                    if self.items.wait(0, deadline) == Wait::TimedOut {
                        return false;
                    }
                } else if self.items.compare_exchange(items, items - 1, Acquire, Relaxed).is_ok() {
                    self.items.note(Note::Got);
                    return true;
                }
            }
        })
    }
}
