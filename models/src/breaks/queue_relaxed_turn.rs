//! A slot whose turn is passed on with an ordering that publishes nothing.
//!
//! The program is that of [`QueuePublishes`](crate::holds::QueuePublishes).
//!
//! Weave: breaks in execution 2. loom: breaks in execution 4. Shuttle: never, in all 5.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Runtime, Shared};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use super::bare_slot::{BareSlot, Fills};
use crate::holds::queue_publishes::write_and_put;

/// The turn is seen, and the item is not.
#[derive(Debug)]
pub struct QueueRelaxedTurn;

impl Scenario for QueueRelaxedTurn {
    const NAME: &'static str = "queue/relaxed-turn";
    const STORY: &'static str = "An item is put, and then it is said to be there, but that orders \
        nothing. A getter hears that it is there and does not see it.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        write_and_put::<R, BareSlot<R, Unordered>>(cx);
    }
}

struct Unordered;

impl Fills for Unordered {
    fn fill<R: Runtime>(turn: &R::Futex, item: &R::Shared<u32>) {
        item.set(1);
        // The mistake: Release, so that the getter's Acquire has a partner.
        turn.store(1, Relaxed);
    }
}
