//! A queue that counts an item after it can be got.
//!
//! ```text
//! put:        make the item visible;  one more is unfinished
//! task_done:  if nothing is unfinished: fail;  one less is
//! ```
//!
//! A fast consumer is done before the item is counted, and is told that it is not due. (In
//! `multiprocessing.JoinableQueue`, put holds a lock so that no `task_done` overtakes it.) The program
//! is that of [`QueueJoin`](crate::holds::QueueJoin).
//!
//! Weave: breaks in execution 6. loom: breaks in execution 8. Shuttle: in execution 10, at random.

use runtime::Ordering::{AcqRel, Acquire, Relaxed};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::queue_join::{Counted, put_and_join};

/// A task is done before it is counted.
#[derive(Debug)]
pub struct QueueCountsLate;

impl Scenario for QueueCountsLate {
    const NAME: &'static str = "queue/counts-late";
    const STORY: &'static str = "An item is put, and then counted. In between it is got and done, \
        which is one task too many.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_join::<R, CountsLate<R>>(cx);
    }
}

struct CountsLate<R: Runtime> {
    /// Stands for the whole object.
    items: R::Futex,
    unfinished: R::Futex,
}

impl<R: Runtime> Counted<R> for CountsLate<R> {
    fn new() -> Self {
        let items = R::Futex::new(0).of_kind(Kind::Queue).named("queue".into());
        Self { unfinished: items.part(0), items }
    }

    fn put(&self) {
        R::call(&self.items, "put", || {
            self.items.swap(1, AcqRel);
            self.items.wake_one();
            // The mistake: the item is counted before anybody can get it.
            self.unfinished.fetch_add(1, AcqRel);
        });
    }

    fn get(&self) {
        R::call(&self.items, "get", || {
            while self.items.swap(0, AcqRel) == 0 {
                let _ = self.items.wait(0, Deadline::NEVER);
            }
        });
    }

    fn task_done(&self) -> bool {
        R::call(&self.items, "task_done", || {
            let is_due = self.unfinished.compare_exchange(1, 0, AcqRel, Relaxed).is_ok();
            self.unfinished.wake_all();
            is_due
        })
    }

    fn join(&self) {
        R::call(&self.items, "join", || {
            while self.unfinished.load(Acquire) != 0 {
                let _ = self.unfinished.wait(1, Deadline::NEVER);
            }
        });
    }
}
