use std::any::Any;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

use runtime::{
    Birth, Deadline, Moment, Operation, Ordering, Plain, Runtime, ThreadId, forward_cells,
};
use trace::{Act, CallId};

use crate::session::{is_leaving, leave_if_over, note, with};
use crate::thread::{self, give_up_if_stuck};
use crate::{RecordedAtomic, RecordedFutex, RecordedShared, RecordedThread};

/// The runtime `R`, with everything that happens on it written down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recorded<R>(PhantomData<R>);

// SAFETY: the contract, point by point: atomics, fences, thread ids and cells are R's, and no call
// is left out or made twice.
#[allow(unsafe_code)]
unsafe impl<R: Runtime> Runtime for Recorded<R> {
    const NAME: &'static str = R::NAME;
    const IS_MODEL: bool = R::IS_MODEL;
    const FINDS_STANDSTILLS: bool = R::FINDS_STANDSTILLS;

    type AtomicBool = RecordedAtomic<R, R::AtomicBool>;
    type AtomicU32 = RecordedAtomic<R, R::AtomicU32>;
    type AtomicU64 = RecordedAtomic<R, R::AtomicU64>;
    type AtomicUsize = RecordedAtomic<R, R::AtomicUsize>;
    type AtomicPtr<T: 'static> = RecordedAtomic<R, R::AtomicPtr<T>>;
    type Futex = RecordedFutex<R>;
    type Shared<T: Plain> = RecordedShared<R, T>;
    type Thread = RecordedThread<R>;

    forward_cells! { to R }

    #[track_caller]
    fn start(
        birth: Birth<'_>,
        body: impl FnOnce() + Send + 'static,
    ) -> io::Result<RecordedThread<R>> {
        thread::start(birth, body)
    }

    fn current() -> ThreadId {
        R::current()
    }

    fn system_thread() -> Option<u32> {
        R::system_thread()
    }

    fn yield_now() {
        leave_if_over();
        R::yield_now();
    }

    fn spin_for(nanoseconds: u32) {
        R::spin_for(nanoseconds);
    }

    fn now() -> Moment {
        R::now()
    }

    fn deadline(timeout: Duration) -> Deadline {
        R::deadline(timeout)
    }

    #[track_caller]
    fn fence(order: Ordering) {
        R::fence(order);
        note::<R>(None, Act::Fence, Some(order.into()));
    }

    #[track_caller]
    fn fence_light() {
        R::fence_light();
        note::<R>(None, Act::Fence, Some(Ordering::SeqCst.into()));
    }

    #[track_caller]
    fn fence_heavy() {
        R::fence_heavy();
        note::<R>(None, Act::Fence, Some(Ordering::SeqCst.into()));
    }

    #[track_caller]
    fn fence_after_rmw() {
        R::fence_after_rmw();
        note::<R>(None, Act::Fence, Some(Ordering::SeqCst.into()));
    }

    #[track_caller]
    fn choose(n: u32) -> u32 {
        let value = R::choose(n);
        note::<R>(None, Act::Chose { value, of: n }, None);
        value
    }

    #[track_caller]
    fn call<T>(
        object: &RecordedFutex<R>,
        operation: impl Into<Operation>,
        body: impl FnOnce() -> T,
    ) -> T {
        let operation = operation.into();
        let site = Location::caller().into();
        let outer = with(|notes| notes.call(R::current(), object.life.0, operation, site));
        let _call = Open::<R> { outer, runtime: PhantomData };
        // On real threads the notes may lag behind: then only who falls asleep is known to wait.
        if operation.only_waits && R::IS_MODEL {
            give_up_if_stuck::<R>();
        }
        R::call(&object.inner, operation, body)
    }

    fn outcome(name: &'static str, value: impl fmt::Display) {
        with(|notes| notes.declare(name, value.to_string()));
        R::outcome(name, value);
    }

    fn is_abandoned() -> bool {
        R::is_abandoned() || is_leaving()
    }

    fn is_abandonment(panic: &(dyn Any + Send)) -> bool {
        R::is_abandonment(panic)
    }

    fn abandon() -> ! {
        R::abandon()
    }
}

/// An operation that has begun; it ends when this is dropped.
struct Open<R: Runtime> {
    outer: Option<CallId>,
    runtime: PhantomData<R>,
}

impl<R: Runtime> Drop for Open<R> {
    fn drop(&mut self) {
        if !R::is_abandoned() && !is_leaving() {
            with(|notes| notes.return_to(R::current(), self.outer));
        }
    }
}
