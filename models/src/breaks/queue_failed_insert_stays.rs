//! A put that fails, and leaves its item behind.
//!
//! Nobody counts it, and somebody will get it. So it is in `queue.PriorityQueue` with items that
//! cannot be compared. The program is that of
//! [`QueueFailedInsert`](crate::holds::QueueFailedInsert).
//!
//! Weave: breaks in execution 1. loom: breaks in execution 1. Shuttle: in execution 1, depth first.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::queue_failed_insert::{OnFailure, one_cannot_be_compared};

/// An item that has no place stays.
#[derive(Debug)]
pub struct QueueFailedInsertStays;

impl Scenario for QueueFailedInsertStays {
    const NAME: &'static str = "queue/failed-insert-stays";
    const STORY: &'static str = "Something that cannot be compared is put into a queue that is \
        sorted. The put fails, and the item is in the queue.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_cannot_be_compared::<R, Stays>(cx);
    }
}

struct Stays;

impl OnFailure for Stays {
    fn failed(_items: &mut Vec<f64>) {
        // The mistake: it was added before it was compared.
    }
}
