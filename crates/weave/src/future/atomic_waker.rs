//! A place for the waker of whoever waits.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::task::Waker;

use crate::raw::{Op, Order, Place, Shape};

/// Holds the waker of the task that waits, so that others can wake it.
///
/// The real thing lets `register` meet a `wake` and then wakes at once; here one of them waits for the
/// other, which is one of the two orders, less a wake-up that a task must bear anyway. A task has to look
/// again at what it waits for after it has registered: the execution in which that is forgotten and the
/// wake-up is lost is explored.
pub struct AtomicWaker {
    /// 1 while somebody is at the waker.
    lock: Place,
    /// Reached only with `lock`, so never in use.
    waker: Mutex<Option<Waker>>,
}

impl AtomicWaker {
    /// Without a waker.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new() -> Self {
        Self { lock: Place::new(0, Shape::Chain), waker: Mutex::new(None) }
    }

    /// From now on `waker` is woken.
    #[track_caller]
    pub fn register(&self, waker: Waker) {
        // Dropped behind the lock: that may be an operation.
        drop(self.exchange(Some(waker)));
    }

    /// From now on a clone of `waker` is woken.
    #[track_caller]
    pub fn register_by_ref(&self, waker: &Waker) {
        self.register(waker.clone());
    }

    /// Takes the waker registered last, and wakes it.
    #[track_caller]
    pub fn wake(&self) {
        if let Some(waker) = self.take_waker() {
            waker.wake();
        }
    }

    /// Takes the waker registered last, for the caller to wake.
    #[track_caller]
    pub fn take_waker(&self) -> Option<Waker> {
        self.exchange(None)
    }

    #[track_caller]
    fn exchange(&self, new: Option<Waker>) -> Option<Waker> {
        let lock = Op::AwaitCas { expected: 0, new: 1 };
        self.lock.perform(lock, Order::ACQ_REL, Order::RELAXED);
        let old = {
            let mut waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *waker, new)
        };
        self.lock.perform(Op::Store(0), Order::RELEASE, Order::RELEASE);
        old
    }
}

impl Default for AtomicWaker {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for AtomicWaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtomicWaker").finish_non_exhaustive()
    }
}
