//! Atomics that do something before each of their operations.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::{Atomic, AtomicInt, Deadline, Futex, Kind, Note, Ordering, Plain, Shared, Wait, Word};

/// What happens before an operation of a [`Hooked`] value.
pub trait Hook: Send + Sync + 'static {
    /// Called before every operation.
    #[track_caller]
    fn before() {}

    /// The memory ordering that is used instead of `order`.
    #[track_caller]
    fn order(order: Ordering) -> Ordering {
        order
    }
}

/// The atomic or variable `A`, with the hook `H`.
///
/// Runtimes that decorate another one build on this: one list of operations for all of them.
pub struct Hooked<A, H> {
    inner: A,
    hook: PhantomData<fn() -> H>,
}

impl<A: fmt::Debug, H> fmt::Debug for Hooked<A, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<A, H> Hooked<A, H> {
    fn of(inner: A) -> Self {
        Self { inner, hook: PhantomData }
    }
}

impl<T: Word, A: Atomic<T>, H: Hook> Atomic<T> for Hooked<A, H> {
    #[track_caller]
    fn new(value: T) -> Self {
        Self::of(A::new(value))
    }

    fn named(self, name: Cow<'static, str>) -> Self {
        Self::of(self.inner.named(name))
    }

    #[track_caller]
    fn load(&self, order: Ordering) -> T {
        H::before();
        self.inner.load(H::order(order))
    }

    #[track_caller]
    fn store(&self, value: T, order: Ordering) {
        H::before();
        self.inner.store(value, H::order(order));
    }

    #[track_caller]
    fn swap(&self, value: T, order: Ordering) -> T {
        H::before();
        self.inner.swap(value, H::order(order))
    }

    #[track_caller]
    fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        H::before();
        self.inner.compare_exchange(current, new, H::order(success), H::order(failure))
    }

    #[track_caller]
    fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        H::before();
        self.inner.compare_exchange_weak(current, new, H::order(success), H::order(failure))
    }
}

macro_rules! hooked {
    ($($method:ident)*) => {$(
        #[track_caller]
        fn $method(&self, value: T, order: Ordering) -> T {
            H::before();
            self.inner.$method(value, H::order(order))
        }
    )*};
}

impl<T: Word, A: AtomicInt<T>, H: Hook> AtomicInt<T> for Hooked<A, H> {
    hooked! { fetch_add fetch_sub fetch_and fetch_or fetch_xor fetch_max fetch_min }
}

impl<F: Futex, H: Hook> Futex for Hooked<F, H> {
    #[track_caller]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        H::before();
        self.inner.wait(expected, deadline)
    }

    #[track_caller]
    fn wake(&self, most: u32) {
        H::before();
        self.inner.wake(most);
    }

    #[track_caller]
    fn part(&self, value: u32) -> Self {
        Self::of(self.inner.part(value))
    }

    fn of_kind(self, kind: Kind) -> Self {
        Self::of(self.inner.of_kind(kind))
    }

    #[track_caller]
    fn note(&self, note: Note) {
        self.inner.note(note);
    }
}

impl<T: Plain, S: Shared<T>, H: Hook> Shared<T> for Hooked<S, H> {
    #[track_caller]
    fn new(value: T) -> Self {
        Self::of(S::new(value))
    }

    fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self::of(self.inner.named(name))
    }

    #[track_caller]
    fn get(&self) -> T {
        H::before();
        self.inner.get()
    }

    #[track_caller]
    fn set(&self, value: T) {
        H::before();
        self.inner.set(value);
    }
}
