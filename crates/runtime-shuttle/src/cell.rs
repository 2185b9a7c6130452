//! Memory whose overlapping use is reported.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use runtime_model::Home;

use crate::race::raced;

/// Memory on which overlapping use panics.
pub struct ShuttleCell<T> {
    value: UnsafeCell<T>,
    /// Number of shared uses, or -1 for an exclusive one.
    users: AtomicI32,
    home: Home,
}

/// The exclusive use of a [`ShuttleCell`].
pub struct ShuttleExclusive<'a, T>(&'a ShuttleCell<T>);

/// The shared use of a [`ShuttleCell`].
pub struct ShuttleInspected<'a, T>(&'a ShuttleCell<T>);

// SAFETY: all threads of an execution are coroutines of one system thread, and `users` allows
// either one exclusive use or shared ones at a time.
unsafe impl<T: Send> Sync for ShuttleCell<T> {}

impl<T> ShuttleCell<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: UnsafeCell::new(value), users: AtomicI32::new(0), home: Home::here() }
    }

    #[track_caller]
    pub(crate) fn open(&self) -> ShuttleExclusive<'_, T> {
        self.home.check();
        let free = self.users.compare_exchange(0, -1, Relaxed, Relaxed);
        if free.is_err() {
            raced("two threads are in the cell");
        }
        ShuttleExclusive(self)
    }

    #[track_caller]
    pub(crate) fn peek(&self) -> ShuttleInspected<'_, T> {
        self.home.check();
        let enter = |users: i32| (0 <= users).then_some(users + 1);
        let entered = self.users.fetch_update(Relaxed, Relaxed, enter);
        if entered.is_err() {
            raced("a thread looks into a cell that another one works on");
        }
        ShuttleInspected(self)
    }

    pub(crate) fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T> Drop for ShuttleExclusive<'_, T> {
    fn drop(&mut self) {
        self.0.users.store(0, Relaxed);
    }
}

impl<T> Drop for ShuttleInspected<'_, T> {
    fn drop(&mut self) {
        self.0.users.fetch_sub(1, Relaxed);
    }
}

impl<T> Deref for ShuttleExclusive<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `open` made sure that there is no other use.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for ShuttleExclusive<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `self` is borrowed exclusively.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Deref for ShuttleInspected<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `peek` made sure that there is no exclusive use.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> fmt::Debug for ShuttleCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<closed>")
    }
}

impl<T> fmt::Debug for ShuttleExclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}

impl<T> fmt::Debug for ShuttleInspected<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}
