//! A system that may have no thread to give.

use std::cell::Cell;
use std::io;

use plainweave_sync::Native;
use runtime::{Birth, Moment, Ordering, Plain, Runtime, ThreadId, forward_cells};

thread_local! {
    static HAS_THREADS: Cell<bool> = const { Cell::new(true) };
}

/// Does `job` in a system that has no thread to give to the caller.
pub(crate) fn without_threads<T>(job: impl FnOnce() -> T) -> T {
    HAS_THREADS.set(false);
    let result = job();
    HAS_THREADS.set(true);
    result
}

/// [`Native`], but threads may be had or not.
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
        if HAS_THREADS.get() {
            Native::start(birth, body)
        } else {
            Err(io::ErrorKind::OutOfMemory.into())
        }
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
