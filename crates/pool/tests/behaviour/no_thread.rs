//! `ThreadPool` on a system that has no more threads to give.

use std::cell::Cell;
use std::io;
use std::sync::mpsc::channel;

use plainweave_pool::{Builder, Native, Pending, SubmitError, ThreadPool};
use runtime::{Birth, Moment, Ordering, Plain, Runtime, ThreadId, forward_cells};

thread_local! {
    /// How many threads the calling one may start.
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

/// [`Native`], but short of threads.
#[derive(Clone, Copy, Debug, Default)]
struct Poor;

// SAFETY: everything is `Native`'s but for threads that are not started.
#[allow(unsafe_code)]
unsafe impl Runtime for Poor {
    const NAME: &'static str = "poor";
    const IS_MODEL: bool = false;

    type AtomicBool = <Native as Runtime>::AtomicBool;
    type AtomicU32 = <Native as Runtime>::AtomicU32;
    type AtomicU64 = <Native as Runtime>::AtomicU64;
    type AtomicUsize = <Native as Runtime>::AtomicUsize;
    type AtomicPtr<T: 'static> = <Native as Runtime>::AtomicPtr<T>;
    type Futex = <Native as Runtime>::Futex;
    type Shared<T: Plain> = <Native as Runtime>::Shared<T>;
    type Thread = <Native as Runtime>::Thread;

    forward_cells!(to Native);

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

fn pool_with(threads: u32) -> ThreadPool<Poor> {
    LEFT.set(threads);
    Builder::new().max_workers(2).build_in().expect("there may be workers")
}

#[test]
fn without_any_worker_the_task_is_handed_back() {
    let pool = pool_with(0);
    let error = pool.submit(|| 7).unwrap_err();
    assert!(matches!(&error, SubmitError::NoThread { source, .. }
        if source.kind() == io::ErrorKind::WouldBlock));
    assert_eq!(error.into_task()(), 7);
    assert_eq!((pool.workers(), pool.queued()), (0, 0));
    LEFT.set(1);
    assert_eq!(pool.submit(|| 8).unwrap().take_result().unwrap(), 8, "once there is a thread");
    pool.shutdown(Pending::Finish).unwrap();
}

#[test]
fn those_who_are_there_come_for_what_no_thread_is_there_for() {
    let pool = pool_with(1);
    let ((opens, opened), (begins, begun)) = (channel::<()>(), channel());
    let first = move || begins.send(()).is_ok() && opened.recv().is_err();
    let first = pool.submit(first).unwrap();
    begun.recv().unwrap();
    let second = pool.submit(|| 2).unwrap();
    assert_eq!((pool.workers(), pool.queued()), (1, 1));
    drop(opens);
    assert!(first.take_result().unwrap());
    assert_eq!(second.take_result().unwrap(), 2);
}
