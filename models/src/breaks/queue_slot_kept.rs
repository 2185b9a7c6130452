//! An item that is lost on its way, and keeps its slot.
//!
//! The next put waits for it for ever: for all that the semaphore knows, its own thread has it. So it was in `multiprocessing.Queue` when an item could not be
//! pickled (gh-77259). The program is that of
//! [`QueueSlotGivenBack`](crate::holds::QueueSlotGivenBack).
//!
//! Weave: breaks in execution 1. loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Semaphore;
use trace::FaultKind;

use crate::holds::queue_slot_given_back::{OnError, one_item_is_bad};

/// The slot of an item that cannot be written is lost.
#[derive(Debug)]
pub struct QueueSlotKept;

impl Scenario for QueueSlotKept {
    const NAME: &'static str = "queue/slot-kept";
    const STORY: &'static str = "A queue for one item hands it to a feeder, which cannot write it. \
        Nobody gives the slot back, and the next item waits for it for ever.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::SelfDeadlock);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_item_is_bad::<R, KeepsIt>(cx);
    }
}

struct KeepsIt;

impl OnError for KeepsIt {
    fn lost<R: Runtime>(_slots: &Semaphore<R>) {
        // The mistake: the item is gone, and its slot is free.
    }
}
