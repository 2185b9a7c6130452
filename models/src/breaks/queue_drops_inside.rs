//! A queue that drops items while it is locked.
//!
//! The destructor of an item needs the same lock. In Python the garbage collector did this: it ran
//! inside `Queue.put`, and a destructor put something into the same queue (gh-76757; `SimpleQueue`
//! was made for it). The program is that of [`QueueDropsOutside`](crate::holds::QueueDropsOutside).
//!
//! loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Lock;
use trace::FaultKind;

use crate::holds::queue_drops_outside::{Clears, Item, clear_and_put};

/// A thread waits for the lock that it has.
#[derive(Debug)]
pub struct QueueDropsInside;

impl Scenario for QueueDropsInside {
    const NAME: &'static str = "queue/drops-inside";
    const STORY: &'static str = "A queue is cleared while it is locked. The destructor of an item \
        puts another one into the same queue, and waits for its own thread.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::SelfDeadlock);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        clear_and_put::<R, Inside>(cx);
    }
}

struct Inside;

impl Clears for Inside {
    fn clear<R: Runtime>(items: &Lock<Vec<Item<R>>, R>) {
        // The mistake: the items go first, and then the guard.
        items.lock().clear();
    }
}
