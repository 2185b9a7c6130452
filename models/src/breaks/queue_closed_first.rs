//! A queue that is asked whether it is shut down before it is asked for its last item, and not after.
//!
//! ```text
//! get:  if there is an item: take it
//!       if it is shut down: fail          [look for an item once more]
//! ```
//!
//! Between the two looks an item may be put and the queue be shut down. The program is that of
//! [`QueueLastItem`](crate::holds::QueueLastItem).
//!
//! Weave: breaks in execution 46. loom: breaks in execution 31. Shuttle: in execution 46, at
//! random.

use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::queue_last_item::{Drained, put_and_shutdown};

/// The last item is lost.
#[derive(Debug)]
pub struct QueueClosedFirst;

impl Scenario for QueueClosedFirst {
    const NAME: &'static str = "queue/closed-first";
    const STORY: &'static str = "A thread finds no item and then finds the queue shut down. In \
        between an item was put, which nobody gets any more.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_shutdown::<R, Bare<R>>(cx);
    }
}

/// A queue for one item, which is a number above 0.
struct Bare<R: Runtime> {
    /// Counts what happens; those who wait sleep on it. Stands for the whole object.
    changes: R::Futex,
    item: R::Futex,
    is_closed: R::Futex,
}

impl<R: Runtime> Drained<R> for Bare<R> {
    fn new() -> Self {
        let changes = R::Futex::new(0).of_kind(Kind::Queue).named("queue".into());
        Self { item: changes.part(0), is_closed: changes.part(0), changes }
    }

    fn put(&self, item: u32) {
        R::call(&self.changes, "put", || {
            self.item.swap(item, Release);
            self.tell();
        });
    }

    fn shut_down(&self) {
        R::call(&self.changes, "shutdown", || {
            self.is_closed.swap(1, Release);
            self.tell();
        });
    }

    fn get(&self) -> Option<u32> {
        R::call(&self.changes, "get", || {
            loop {
                // Acquire: what comes below sees at least what was done before these changes.
                let changes = self.changes.load(Acquire);
                let item = self.item.swap(0, Acquire);
                if item != 0 {
                    return Some(item);
                }
                if self.is_closed.load(Acquire) != 0 {
                    // The mistake: what was put before the shutdown is visible now, and not looked at.
                    return None;
                }
                let _ = self.changes.wait(changes, Deadline::NEVER);
            }
        })
    }
}

impl<R: Runtime> Bare<R> {
    fn tell(&self) {
        self.changes.fetch_add(1, Release);
        self.changes.wake_all();
    }
}
