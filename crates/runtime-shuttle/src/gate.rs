use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use runtime::{Atomic, Runtime, ThreadId};
use runtime_model::{Gate, Parking, census};

use crate::Shuttle;

/// One step to enter, none to leave. Memory is sequentially consistent, so nothing is handed on.
///
/// Plain memory, although its types are atomic: all threads are coroutines of one system thread.
#[derive(Debug)]
pub struct ShuttleGate {
    /// Loading it is the step.
    step: <Shuttle as Runtime>::AtomicBool,
    taken: AtomicBool,
    /// Who is blocked until the gate is left.
    waiting: Mutex<Vec<ThreadId>>,
}

impl ShuttleGate {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<ThreadId>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShuttleGate {
    fn take(&self) {
        if !self.taken.load(Relaxed) {
            // The step: until the scheduler comes back to this thread, others may enter.
            self.step.load(Relaxed);
        }
        while self.taken.load(Relaxed) && !census::is_over() {
            self.waiting().push(Shuttle::current());
            // Being scheduled again is the step.
            Shuttle::park();
        }
        self.taken.store(true, Relaxed);
    }
}

impl Gate for ShuttleGate {
    fn new() -> Self {
        Self { step: Atomic::new(false), taken: AtomicBool::new(false), waiting: Mutex::default() }
    }

    fn enter(&self, address: usize) {
        census::enter::<Shuttle>(address, || self.take());
    }
    fn leave(&self, address: usize) {
        census::left(address);
        self.taken.store(false, Relaxed);
        let waiting = std::mem::take(&mut *self.waiting());
        waiting.into_iter().for_each(Shuttle::unpark);
    }

    fn vanish(&self, address: usize) {
        census::left(address);
    }
}
