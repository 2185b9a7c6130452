//! A step of the coarse level: a lock of the engine.

use runtime_model::Gate;
use weave::raw::{Op, Order, Owed, Place, Shape};

const FREE: u64 = 0;
const TAKEN: u64 = 1;

/// One event to enter, one to leave; what one thread did inside happens before what the next one does.
///
/// Its location is a chain: a thread that has to wait costs no execution, and leaving has one place
/// only. So n threads that enter once have n! executions, as with a mutex.
#[derive(Debug)]
pub struct WeaveGate {
    taken: Place,
    _owed: Owed,
}

impl Gate for WeaveGate {
    #[track_caller]
    fn new() -> Self {
        Self { taken: Place::new(FREE, Shape::Chain), _owed: Owed::new("object") }
    }

    #[track_caller]
    fn enter(&self, _: usize) {
        let enter = Op::AwaitCas { expected: FREE, new: TAKEN };
        // Acquire: pairs with the Release of whoever left before.
        self.taken.perform(enter, Order::ACQUIRE, Order::RELAXED);
    }

    #[track_caller]
    fn leave(&self, _: usize) {
        self.taken.perform(Op::Store(FREE), Order::RELEASE, Order::RELAXED);
    }
}
