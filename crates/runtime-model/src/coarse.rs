//! The upper of two levels: a whole public operation is one step.
//!
//! Either the inside of a primitive is checked, or what is built on it; never both at once, or the
//! space explodes. [`Coarse`] is the runtime for the second. It needs no other implementation of
//! any primitive: [`Runtime::call`] says where an operation begins and ends, and inside it the
//! steps on that object's words do not count, until the thread sleeps or takes a step on another
//! object.

use std::any::Any;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use runtime::Ordering::{self, Relaxed};
use runtime::{
    Atomic, AtomicInt, Birth, Deadline, Futex, Hook, Hooked, Moment, Note, Operation, Plain,
    Runtime, Thread, ThreadId, Wait, forward_cells,
};

use crate::segment::{self, Door, InOperation};
use crate::whole::Whole;
use crate::{Coroutines, Sleepers};

/// The runtime `R`, on which every operation of a primitive is one step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coarse<R>(PhantomData<R>);

/// A step on something else ends the segment.
#[derive(Clone, Copy, Debug)]
pub struct EndSegment<R>(PhantomData<R>);

impl<R: Runtime> Hook for EndSegment<R> {
    fn before() {
        segment::end(R::current());
    }
}

// SAFETY: threads, cells, atomics, fences and ids are R's. A `CoarseFutex` orders more than it must:
// every operation on it happens after the previous one.
#[allow(unsafe_code)]
unsafe impl<R: Coroutines> Runtime for Coarse<R> {
    const NAME: &'static str = R::NAME;
    const IS_MODEL: bool = R::IS_MODEL;
    const FINDS_STANDSTILLS: bool = R::FINDS_STANDSTILLS;

    type AtomicBool = Hooked<R::AtomicBool, EndSegment<R>>;
    type AtomicU32 = Hooked<R::AtomicU32, EndSegment<R>>;
    type AtomicU64 = Hooked<R::AtomicU64, EndSegment<R>>;
    type AtomicUsize = Hooked<R::AtomicUsize, EndSegment<R>>;
    type AtomicPtr<T: 'static> = Hooked<R::AtomicPtr<T>, EndSegment<R>>;
    type Futex = CoarseFutex<R>;
    type Shared<T: Plain> = Hooked<R::Shared<T>, EndSegment<R>>;
    type Thread = CoarseThread<R>;

    forward_cells! { to R }

    #[track_caller]
    fn start(
        birth: Birth<'_>,
        body: impl FnOnce() + Send + 'static,
    ) -> io::Result<CoarseThread<R>> {
        segment::end(R::current());
        R::start(birth, body).map(CoarseThread)
    }

    fn current() -> ThreadId {
        R::current()
    }

    fn system_thread() -> Option<u32> {
        R::system_thread()
    }

    fn yield_now() {
        segment::end(R::current());
        R::yield_now();
    }

    fn now() -> Moment {
        R::now()
    }

    #[track_caller]
    fn fence(order: Ordering) {
        R::fence(order);
    }

    #[track_caller]
    fn fence_light() {
        R::fence_light();
    }

    #[track_caller]
    fn fence_heavy() {
        R::fence_heavy();
    }

    #[track_caller]
    fn fence_after_rmw() {
        R::fence_after_rmw();
    }

    #[track_caller]
    fn choose(n: u32) -> u32 {
        R::choose(n)
    }

    fn call<T>(
        object: &CoarseFutex<R>,
        operation: impl Into<Operation>,
        body: impl FnOnce() -> T,
    ) -> T {
        if !object.is_mine() {
            object.whole.prepare(operation.into());
            object.step();
        }
        let _operation = InOperation::begin(R::current(), object.whole.clone());
        body()
    }

    fn outcome(name: &'static str, value: impl std::fmt::Display) {
        R::outcome(name, value);
    }

    fn is_abandoned() -> bool {
        R::is_abandoned()
    }

    fn is_abandonment(panic: &(dyn Any + Send)) -> bool {
        R::is_abandonment(panic)
    }

    fn abandon() -> ! {
        R::abandon()
    }
}

/// A thread of a coarse run.
#[derive(Debug)]
pub struct CoarseThread<R: Runtime>(R::Thread);

impl<R: Runtime> Thread for CoarseThread<R> {
    fn id(&self) -> ThreadId {
        self.0.id()
    }

    #[track_caller]
    fn join(self) {
        segment::end(R::current());
        self.0.join();
    }
}

/// A futex whose steps count only outside of an operation on its object.
///
/// The value needs no checker: the gate, which the object's words share, lets one step happen at a
/// time, and orders them.
#[derive(Debug)]
pub struct CoarseFutex<E: Coroutines> {
    whole: Arc<Whole<E>>,
    value: AtomicU32,
    sleepers: E::Sleepers,
}

impl<E: Coroutines> CoarseFutex<E> {
    fn on(whole: Arc<Whole<E>>, value: u32) -> Self {
        Self { whole, value: AtomicU32::new(value), sleepers: E::Sleepers::new() }
    }

    /// Whether the calling thread is in the gate.
    fn is_mine(&self) -> bool {
        let me = E::current();
        self.whole.is_kept_by(me) || segment::is_open(me, self.whole.address())
    }

    /// Takes a step: ends the thread's segment, and begins another one.
    fn step(&self) {
        segment::end(E::current());
        self.whole.enter();
        segment::begin(E::current(), self.whole.clone());
    }

    /// Works on the value: in a segment of its own, or in that of the operation around.
    fn with<T>(&self, job: impl FnOnce(&AtomicU32) -> T) -> T {
        if !self.is_mine() {
            // Outside of an operation, a look at a word can tell whether its object is locked.
            if !segment::is_inside(E::current(), self.whole.address()) {
                self.whole.prepare(Operation::new("word"));
            }
            self.step();
        }
        let result = job(&self.value);
        self.end_unless_inside();
        result
    }

    fn end_unless_inside(&self) {
        if !segment::is_inside(E::current(), self.whole.address()) {
            segment::end_on(E::current(), self.whole.address());
        }
    }
}

impl<E: Coroutines> Atomic<u32> for CoarseFutex<E> {
    #[track_caller]
    fn new(value: u32) -> Self {
        Self::on(Arc::new(Whole::new()), value)
    }

    fn load(&self, _: Ordering) -> u32 {
        self.with(|word| word.load(Relaxed))
    }

    fn store(&self, value: u32, _: Ordering) {
        self.with(|word| word.store(value, Relaxed));
    }

    fn swap(&self, value: u32, _: Ordering) -> u32 {
        self.with(|word| word.swap(value, Relaxed))
    }

    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        _: Ordering,
        _: Ordering,
    ) -> Result<u32, u32> {
        self.with(|word| word.compare_exchange(current, new, Relaxed, Relaxed))
    }

    fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.compare_exchange(current, new, success, failure)
    }
}

macro_rules! in_segment {
    ($($method:ident)*) => {$(
        fn $method(&self, value: u32, _: Ordering) -> u32 {
            self.with(|word| word.$method(value, Relaxed))
        }
    )*};
}

impl<E: Coroutines> AtomicInt<u32> for CoarseFutex<E> {
    in_segment! { fetch_add fetch_sub fetch_and fetch_or fetch_xor fetch_max fetch_min }
}

impl<E: Coroutines> Futex for CoarseFutex<E> {
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        let enters = self.with(|word| {
            let enters = word.load(Relaxed) == expected;
            if enters {
                self.sleepers.enter();
            }
            enters
        });
        if !enters {
            return Wait::Woken;
        }
        segment::end(E::current());
        let wait = self.sleepers.sleep(deadline, || self.step());
        if wait == Wait::Woken && !self.is_mine() {
            // What follows is a step of its own.
            self.step();
        }
        self.end_unless_inside();
        wait
    }

    fn wake(&self, most: u32) {
        self.with(|_| self.sleepers.wake(most));
    }

    fn part(&self, value: u32) -> Self {
        Self::on(Arc::clone(&self.whole), value)
    }

    fn note(&self, note: Note) {
        match note {
            Note::Locked => self.whole.set_holder(Some(E::current())),
            Note::Unlocked => self.whole.set_holder(None),
            Note::Acquired(_) | Note::Released(_) | Note::Notified(_) | Note::Put | Note::Got => {}
        }
    }
}
