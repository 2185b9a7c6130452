//! Weave as a [`Runtime`]: every execution graph once, under SC or RC11.
//!
//! Values of these types may only be made and used inside a model of [`weave::explore`] whose body is
//! [`run`].
//!
//! # What an event is
//!
//! At the fine level each operation on an atomic is one event with its ordering. A futex is two
//! locations, its word and the queue of those who sleep on it; see [`WeaveFutex`]. At the coarse level,
//! [`Coarse<Weave>`](runtime_model::Coarse), a public operation is two events on a lock of the
//! engine, and so is the whole time for which a lock is held. Plain memory is no event: it is checked
//! against happens-before.
//!
//! # What Weave cannot see
//!
//! * Load buffering: a value is written before it is read.
//! * A loop with a hint that gives up by itself, but only after more than a thousand rounds in which it
//!   saw nothing new: it is taken to go on for ever.
//! * A futex never wakes for no reason, and `compare_exchange_weak` never fails for none.

mod atomics;
mod cell;
mod futex;
mod gate;
mod run;
mod shared;
mod thread;

pub use atomics::WeaveAtomic;
pub use cell::{WeaveCell, WeaveExclusive, WeaveInspected};
pub use futex::{WeaveFutex, WeaveSleepers};
pub use gate::WeaveGate;
pub use run::{outcome, run};
pub use shared::WeaveShared;
pub use thread::WeaveThread;

use std::any::Any;
use std::fmt;
use std::io;
use std::time::Duration;

use runtime::{Abandoned, Birth, Moment, Ordering, Plain, Runtime, ThreadId};
use runtime_model::Coroutines;
use weave::raw::{self, Order};

/// Threads and memory as explored by Weave.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weave;

// SAFETY: the contract, point by point. Weave never allows more than the orderings do. All fences of
// the asymmetric pair are `SeqCst` fences. A thread has one number in an execution. Cells are checked
// against happens-before at every use, before they lend.
#[allow(unsafe_code)]
unsafe impl Runtime for Weave {
    const NAME: &'static str = "weave";
    const IS_MODEL: bool = true;
    const FINDS_STANDSTILLS: bool = true;

    type AtomicBool = WeaveAtomic<bool>;
    type AtomicU32 = WeaveAtomic<u32>;
    type AtomicU64 = WeaveAtomic<u64>;
    type AtomicUsize = WeaveAtomic<usize>;
    type AtomicPtr<T: 'static> = WeaveAtomic<*mut T>;
    type Futex = WeaveFutex;
    type Shared<T: Plain> = WeaveShared<T>;
    type Cell<T: Send> = WeaveCell<T>;
    type Exclusive<'a, T: Send + 'a> = WeaveExclusive<'a, T>;
    type Inspected<'a, T: Send + 'a> = WeaveInspected<'a, T>;
    type Thread = WeaveThread;

    #[track_caller]
    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<WeaveThread> {
        Ok(WeaveThread::start(birth.is_daemon(), body))
    }

    fn current() -> ThreadId {
        ThreadId(raw::current())
    }

    #[track_caller]
    fn yield_now() {
        raw::spin();
    }

    fn now() -> Moment {
        Moment(Duration::ZERO)
    }

    #[track_caller]
    fn fence(order: Ordering) {
        raw::fence(Order::from(order));
    }

    #[track_caller]
    fn fence_light() {
        raw::fence(Order::SEQ_CST);
    }

    #[track_caller]
    fn fence_heavy() {
        raw::fence(Order::SEQ_CST);
    }

    #[track_caller]
    fn fence_after_rmw() {
        raw::fence(Order::SEQ_CST);
    }

    #[track_caller]
    fn cell<T: Send>(value: T) -> WeaveCell<T> {
        WeaveCell::new(value)
    }

    #[track_caller]
    unsafe fn open<T: Send>(cell: &WeaveCell<T>) -> WeaveExclusive<'_, T> {
        cell.open()
    }

    #[track_caller]
    unsafe fn peek<T: Send>(cell: &WeaveCell<T>) -> WeaveInspected<'_, T> {
        cell.peek()
    }

    fn into_inner<T: Send>(cell: WeaveCell<T>) -> T {
        cell.into_inner()
    }

    #[track_caller]
    fn choose(n: u32) -> u32 {
        assert!(n > 0, "nothing to choose from");
        raw::choose(n)
    }

    fn outcome(name: &'static str, value: impl fmt::Display) {
        run::declare(name, value.to_string());
    }

    fn is_abandoned() -> bool {
        raw::is_abandoned()
    }

    /// Weave takes threads apart with payloads of its own.
    fn is_abandonment(panic: &(dyn Any + Send)) -> bool {
        panic.is::<Abandoned>() || raw::is_abandoned()
    }

    fn abandon() -> ! {
        raw::abandon()
    }
}

impl Coroutines for Weave {
    type Gate = WeaveGate;
    type Sleepers = WeaveSleepers;
}
