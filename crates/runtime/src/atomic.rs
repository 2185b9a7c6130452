use std::borrow::Cow;
use std::fmt::Debug;

use crate::Ordering;

/// A value that fits in an atomic word.
pub trait Word: Copy + PartialEq + Debug + 'static {
    /// The value as a number, for traces: a pointer is its address, `true` is 1.
    fn bits(self) -> u64;
}

macro_rules! word {
    ($($type:ty),*) => {$(
        impl Word for $type {
            #[inline]
            fn bits(self) -> u64 {
                self.into()
            }
        }
    )*};
}
word!(bool, u32, u64);

impl Word for usize {
    #[inline]
    fn bits(self) -> u64 {
        self as u64
    }
}

impl<T: 'static> Word for *mut T {
    #[inline]
    fn bits(self) -> u64 {
        self.addr() as u64
    }
}

/// An atomic word; each method is its `std` namesake.
///
/// Every method is `#[track_caller]`: the line of the algorithm reaches the checker.
pub trait Atomic<T: Word>: Debug + Send + Sync + 'static {
    /// Creates the atomic.
    #[track_caller]
    fn new(value: T) -> Self;

    /// Gives the atomic the name it has in traces. Natively nothing happens.
    #[inline]
    #[must_use]
    fn named(self, name: Cow<'static, str>) -> Self
    where
        Self: Sized,
    {
        let _ = name;
        self
    }
    /// Loads the value.
    #[track_caller]
    fn load(&self, order: Ordering) -> T;
    /// Stores a value.
    #[track_caller]
    fn store(&self, value: T, order: Ordering);
    /// Stores a value and returns the previous one.
    #[track_caller]
    fn swap(&self, value: T, order: Ordering) -> T;
    /// Stores `new` if, and only if, the value is `current`.
    ///
    /// # Errors
    ///
    /// The value that was found instead.
    #[track_caller]
    fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T>;
    /// Stores `new` if the value is `current`.
    ///
    /// # Errors
    ///
    /// The value that was found; this weak form may fail although it was `current`.
    #[track_caller]
    fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T>;
}

/// An atomic integer. Arithmetic wraps; each method returns the previous value.
pub trait AtomicInt<T: Word>: Atomic<T> {
    /// Adds.
    #[track_caller]
    fn fetch_add(&self, value: T, order: Ordering) -> T;
    /// Subtracts.
    #[track_caller]
    fn fetch_sub(&self, value: T, order: Ordering) -> T;
    /// Clears the bits that `value` lacks.
    #[track_caller]
    fn fetch_and(&self, value: T, order: Ordering) -> T;
    /// Sets the bits of `value`.
    #[track_caller]
    fn fetch_or(&self, value: T, order: Ordering) -> T;
    /// Flips the bits of `value`.
    #[track_caller]
    fn fetch_xor(&self, value: T, order: Ordering) -> T;
    /// Keeps the larger one.
    #[track_caller]
    fn fetch_max(&self, value: T, order: Ordering) -> T;
    /// Keeps the smaller one.
    #[track_caller]
    fn fetch_min(&self, value: T, order: Ordering) -> T;
}
