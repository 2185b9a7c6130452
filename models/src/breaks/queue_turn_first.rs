//! A slot that is said to be full before it is.
//!
//! The program is that of [`QueuePublishes`](crate::holds::QueuePublishes).
//!
//! Weave: breaks in execution 2. loom: breaks in execution 4. Shuttle: in execution 10, at random.

use runtime::Ordering::Release;
use runtime::{Atomic, Runtime, Shared};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::bare_slot::{BareSlot, Fills};
use crate::holds::queue_publishes::write_and_put;

/// The item is read while it is written.
#[derive(Debug)]
pub struct QueueTurnFirst;

impl Scenario for QueueTurnFirst {
    const NAME: &'static str = "queue/turn-first";
    const STORY: &'static str = "An item is said to be there, and then it is put. A getter hears \
        that it is there and comes too early.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        write_and_put::<R, BareSlot<R, TurnFirst>>(cx);
    }
}

struct TurnFirst;

impl Fills for TurnFirst {
    fn fill<R: Runtime>(turn: &R::Futex, item: &R::Shared<u32>) {
        // The mistake: the item comes first.
        turn.store(1, Release);
        item.set(1);
    }
}
