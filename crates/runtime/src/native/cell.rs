//! Plain memory.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::fmt;

/// Plain memory.
pub struct NativeCell<T>(UnsafeCell<T>);

// SAFETY: the only ways to the value through a shared reference are `open` and `peek`, whose
// contracts leave at most one thread at a time; so `T: Send` is enough.
unsafe impl<T: Send> Sync for NativeCell<T> {}

impl<T> NativeCell<T> {
    /// Creates the cell; `const`, so that primitives can live in a `static`.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// # Safety
    ///
    /// See [`Runtime::open`](crate::Runtime::open).
    #[inline]
    #[allow(clippy::mut_from_ref)]
    pub(super) unsafe fn open(&self) -> &mut T {
        // SAFETY: the caller promises that there is no other user.
        unsafe { &mut *self.0.get() }
    }

    /// # Safety
    ///
    /// See [`Runtime::peek`](crate::Runtime::peek).
    #[inline]
    pub(super) unsafe fn peek(&self) -> &T {
        // SAFETY: the caller promises that nobody has the cell open.
        unsafe { &*self.0.get() }
    }

    pub(super) fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> fmt::Debug for NativeCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<closed>")
    }
}
