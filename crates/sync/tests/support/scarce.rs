//! A system that may have no thread to give. The tests of pools use it, too.

use std::cell::Cell;
use std::io;

use runtime::{Birth, Moment, Native, Ordering, Plain, Runtime, ThreadId, forward_cells};

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(u32::MAX) };
}

/// From now on the system has so many threads to give to the caller.
pub(crate) fn leave_threads(count: u32) {
    LEFT.set(count);
}

/// [`Native`], but short of threads.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scarce;

// SAFETY: everything is `Native`'s. That a thread is refused is allowed.
#[allow(unsafe_code)]
unsafe impl Runtime for Scarce {
    const NAME: &'static str = "scarce";
    const IS_MODEL: bool = false;

    type AtomicBool = <Native as Runtime>::AtomicBool;
    type AtomicU32 = <Native as Runtime>::AtomicU32;
    type AtomicU64 = <Native as Runtime>::AtomicU64;
    type AtomicUsize = <Native as Runtime>::AtomicUsize;
    type AtomicPtr<T: 'static> = <Native as Runtime>::AtomicPtr<T>;
    type Futex = <Native as Runtime>::Futex;
    type Shared<T: Plain> = <Native as Runtime>::Shared<T>;
    type Thread = <Native as Runtime>::Thread;

    forward_cells! { to Native }

    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<Self::Thread> {
        let left = LEFT.get().checked_sub(1).ok_or(io::ErrorKind::WouldBlock)?;
        LEFT.set(left);
        Native::start(birth, body)
    }

    fn current() -> ThreadId {
        Native::current()
    }

    fn yield_now() {
        Native::yield_now();
    }

    fn now() -> Moment {
        Native::now()
    }

    fn fence(order: Ordering) {
        Native::fence(order);
    }

    fn fence_light() {
        Native::fence_light();
    }

    fn fence_heavy() {
        Native::fence_heavy();
    }

    fn fence_after_rmw() {
        Native::fence_after_rmw();
    }

    fn choose(n: u32) -> u32 {
        Native::choose(n)
    }

    fn abandon() -> ! {
        Native::abandon()
    }
}
