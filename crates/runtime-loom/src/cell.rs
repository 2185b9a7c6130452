//! Memory whose every use loom checks.
#![allow(unsafe_code)]

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use loom::cell::{ConstPtr, MutPtr, UnsafeCell};
use runtime_model::Home;

/// Memory on which loom reports overlapping or unordered use.
pub struct LoomCell<T> {
    value: UnsafeCell<T>,
    home: Home,
}

/// The exclusive use of a [`LoomCell`]; loom sees where it begins and where it ends.
pub struct LoomExclusive<'a, T> {
    pointer: MutPtr<T>,
    cell: PhantomData<&'a mut T>,
}

/// The shared use of a [`LoomCell`]; loom sees where it begins and where it ends.
pub struct LoomInspected<'a, T> {
    pointer: ConstPtr<T>,
    cell: PhantomData<&'a T>,
}

// SAFETY: all threads of a model are coroutines of one system thread, and the value is only reached
// through `open` and `peek`, which make sure that they are on that one, and which loom checks.
unsafe impl<T: Send> Send for LoomCell<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for LoomCell<T> {}

impl<T> LoomCell<T> {
    #[track_caller]
    pub(crate) fn new(value: T) -> Self {
        Self { value: UnsafeCell::new(value), home: Home::here() }
    }

    #[track_caller]
    pub(crate) fn open(&self) -> LoomExclusive<'_, T> {
        self.home.check();
        LoomExclusive { pointer: self.value.get_mut(), cell: PhantomData }
    }

    #[track_caller]
    pub(crate) fn peek(&self) -> LoomInspected<'_, T> {
        self.home.check();
        LoomInspected { pointer: self.value.get(), cell: PhantomData }
    }

    pub(crate) fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T> Deref for LoomExclusive<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: loom panicked in `get_mut` if there was any other use.
        unsafe { self.pointer.deref() }
    }
}

impl<T> DerefMut for LoomExclusive<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `self` is borrowed exclusively.
        unsafe { self.pointer.deref() }
    }
}

impl<T> Deref for LoomInspected<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: loom panicked in `get` if there was an exclusive use.
        unsafe { self.pointer.deref() }
    }
}

impl<T> fmt::Debug for LoomCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<closed>")
    }
}

impl<T> fmt::Debug for LoomExclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}

impl<T> fmt::Debug for LoomInspected<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}
