//! Shuttle as a [`Runtime`]: chosen interleavings, sequentially consistent memory.
//!
//! Values of these types may only be used inside a Shuttle execution that began with [`begin`].
//!
//! # What Shuttle cannot see
//!
//! * Weak memory: every ordering behaves as `SeqCst`.
//! * Data races without overlap: a plain access is stretched over one scheduling point, and a race
//!   is seen only when another access falls into it.
//! * A futex never wakes for no reason, and `compare_exchange_weak` never fails for none.

mod atomics;
mod cell;
mod gate;
mod race;
pub mod scheduler;
mod shared;
mod thread;

pub use atomics::{ShuttleAtomic, ShuttlePtr};
pub use cell::{ShuttleCell, ShuttleExclusive, ShuttleInspected};
pub use gate::ShuttleGate;
pub use shared::ShuttleShared;
pub use thread::{ShuttleThread, begin};

use std::io;
use std::time::Duration;

use runtime::{Birth, Moment, Ordering, Plain, Runtime, ThreadId};
use runtime_model::{Coroutines, CountedSleepers, ModelFutex, Parking, census};
use shuttle::sync::atomic;

/// Threads as scheduled by Shuttle.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shuttle;

/// The futex of a Shuttle execution.
pub type ShuttleFutex = ModelFutex<Shuttle>;

// SAFETY: the contract, point by point. Shuttle treats every ordering as `SeqCst`, so fences have
// nothing to add. Ids count up from 0 in an execution. Cells refuse overlapping use.
#[allow(unsafe_code)]
unsafe impl Runtime for Shuttle {
    const NAME: &'static str = "shuttle";
    const IS_MODEL: bool = true;

    type AtomicBool = ShuttleAtomic<atomic::AtomicBool>;
    type AtomicU32 = ShuttleAtomic<atomic::AtomicU32>;
    type AtomicU64 = ShuttleAtomic<atomic::AtomicU64>;
    type AtomicUsize = ShuttleAtomic<atomic::AtomicUsize>;
    type AtomicPtr<T: 'static> = ShuttlePtr<T>;
    type Futex = ShuttleFutex;
    type Shared<T: Plain> = ShuttleShared<T>;
    type Cell<T: Send> = ShuttleCell<T>;
    type Exclusive<'a, T: Send + 'a> = ShuttleExclusive<'a, T>;
    type Inspected<'a, T: Send + 'a> = ShuttleInspected<'a, T>;
    type Thread = ShuttleThread;

    #[track_caller]
    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<ShuttleThread> {
        Ok(thread::spawn(birth.is_daemon(), body))
    }

    fn current() -> ThreadId {
        thread::current()
    }

    fn yield_now() {
        shuttle::thread::yield_now();
    }

    fn now() -> Moment {
        Moment(Duration::ZERO)
    }

    fn fence(_: Ordering) {}

    fn fence_light() {}

    fn fence_heavy() {}

    fn fence_after_rmw() {}

    fn cell<T: Send>(value: T) -> ShuttleCell<T> {
        ShuttleCell::new(value)
    }

    #[track_caller]
    unsafe fn open<T: Send>(cell: &ShuttleCell<T>) -> ShuttleExclusive<'_, T> {
        cell.open()
    }

    #[track_caller]
    unsafe fn peek<T: Send>(cell: &ShuttleCell<T>) -> ShuttleInspected<'_, T> {
        cell.peek()
    }

    fn into_inner<T: Send>(cell: ShuttleCell<T>) -> T {
        cell.into_inner()
    }

    fn choose(n: u32) -> u32 {
        assert!(n > 0, "nothing to choose from");
        scheduler::choose(n)
    }

    fn is_abandoned() -> bool {
        census::is_abandoned()
    }

    fn abandon() -> ! {
        census::abandon();
        // The scheduler sees that the execution is abandoned and stops it here. Shuttle then
        // forgets all stacks, and prints nothing.
        loop {
            shuttle::thread::yield_now();
        }
    }
}

impl Coroutines for Shuttle {
    type Gate = ShuttleGate;
    type Sleepers = CountedSleepers<Self>;
}

impl Parking for Shuttle {
    type Word = ShuttleAtomic<atomic::AtomicU32>;

    fn park() {
        thread::park();
    }

    fn unpark(thread: ThreadId) {
        thread::unpark(thread);
    }

    fn open_gates(waiting: &[ThreadId]) {
        waiting.iter().copied().for_each(thread::unpark);
    }
}
