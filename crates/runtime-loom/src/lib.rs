//! loom as a [`Runtime`]: every interleaving, under the C11 memory model.
//!
//! Values of these types may only be created and used inside `loom::model`, in an execution that
//! began with [`begin`].
//!
//! # What loom cannot see
//!
//! * `SeqCst` accesses count as `AcqRel`: some algorithms are reported as broken that are not.
//! * Some outcomes of sequentially consistent programs are never explored:
//!   `r = x; y = 1 || a = y; b = x; x = 1` never ends with `r = 1`.
//! * A store may come between the two halves of another thread's read-modify-write: after
//!   `x = 1; x = 0 || x.fetch_add(0)`, with the 1 read, `x` may be found to be 1. What is stored to
//!   and changed by several threads is best written by read-modify-writes only.
//! * Waking a thread hands memory on. A missing `Acquire` that would matter only after a real sleep
//!   may stay hidden.
//! * At most five threads at a time.
//! * A futex never wakes for no reason, and `compare_exchange_weak` never fails for none.

mod atomics;
mod cell;
pub mod choices;
mod gate;
mod shared;
mod thread;
pub mod weakened;

pub use atomics::{LoomAtomic, LoomPtr};
pub use cell::{LoomCell, LoomExclusive, LoomInspected};
pub use gate::{LoomGate, has_put_off};
pub use shared::LoomShared;
pub use thread::{LoomThread, begin};

use std::io;
use std::time::Duration;

use loom::sync::atomic;
use runtime::{Abandoned, Birth, Moment, Ordering, Plain, Runtime, ThreadId};
use runtime_model::{Coroutines, CountedSleepers, ModelFutex, Parking, census};

/// Threads and memory as simulated by loom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loom;

/// The futex of a loom model.
pub type LoomFutex = ModelFutex<Loom>;

// SAFETY: the contract, point by point. loom never allows more than the orderings do. All fences of
// the asymmetric pair are `SeqCst` fences. Ids count up from 0 in an execution. Cells are loom's,
// which checks every use of them.
#[allow(unsafe_code)]
unsafe impl Runtime for Loom {
    const NAME: &'static str = "loom";
    const IS_MODEL: bool = true;

    type AtomicBool = LoomAtomic<atomic::AtomicBool>;
    type AtomicU32 = LoomAtomic<atomic::AtomicU32>;
    type AtomicU64 = LoomAtomic<atomic::AtomicU64>;
    type AtomicUsize = LoomAtomic<atomic::AtomicUsize>;
    type AtomicPtr<T: 'static> = LoomPtr<T>;
    type Futex = LoomFutex;
    type Shared<T: Plain> = LoomShared<T>;
    type Cell<T: Send> = LoomCell<T>;
    type Exclusive<'a, T: Send + 'a> = LoomExclusive<'a, T>;
    type Inspected<'a, T: Send + 'a> = LoomInspected<'a, T>;
    type Thread = LoomThread;

    #[track_caller]
    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<LoomThread> {
        Ok(thread::spawn(birth.is_daemon(), body))
    }

    fn current() -> ThreadId {
        thread::current()
    }

    fn yield_now() {
        loom::thread::yield_now();
    }

    fn now() -> Moment {
        Moment(Duration::ZERO)
    }

    #[track_caller]
    fn fence(order: Ordering) {
        atomic::fence(order);
    }

    #[track_caller]
    fn fence_light() {
        atomic::fence(Ordering::SeqCst);
    }

    #[track_caller]
    fn fence_heavy() {
        atomic::fence(Ordering::SeqCst);
    }

    #[track_caller]
    fn fence_after_rmw() {
        atomic::fence(Ordering::SeqCst);
    }

    #[track_caller]
    fn cell<T: Send>(value: T) -> LoomCell<T> {
        LoomCell::new(value)
    }

    #[track_caller]
    unsafe fn open<T: Send>(cell: &LoomCell<T>) -> LoomExclusive<'_, T> {
        cell.open()
    }

    #[track_caller]
    unsafe fn peek<T: Send>(cell: &LoomCell<T>) -> LoomInspected<'_, T> {
        cell.peek()
    }

    fn into_inner<T: Send>(cell: LoomCell<T>) -> T {
        cell.into_inner()
    }

    fn choose(n: u32) -> u32 {
        assert!(n > 0, "nothing to choose from");
        choices::next(thread::current(), n)
    }

    fn is_abandoned() -> bool {
        census::is_abandoned()
    }

    fn abandon() -> ! {
        census::abandon();
        // Unwinds this coroutine, and then loom; the other coroutines are forgotten.
        Abandoned::raise()
    }
}

impl Coroutines for Loom {
    type Gate = LoomGate;
    type Sleepers = CountedSleepers<Self>;
}

impl Parking for Loom {
    type Word = LoomAtomic<atomic::AtomicU32>;

    fn park() {
        loom::thread::park();
    }

    fn unpark(thread: ThreadId) {
        thread::handle(thread).unpark();
    }

    fn open_gates(_: &[ThreadId]) {
        gate::open_all();
    }
}
