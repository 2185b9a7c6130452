//! Memory whose every use is checked against happens-before.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use runtime::Runtime;
use runtime_model::Home;
use weave::raw::Plain;

use crate::Weave;

const WHAT: &str = "the memory of a cell";

/// Memory on which Weave reports overlapping or unordered use.
pub struct WeaveCell<T> {
    value: UnsafeCell<T>,
    accesses: Plain,
    /// Number of shared uses, or -1 for an exclusive one.
    users: AtomicI32,
    home: Home,
}

/// The exclusive use of a [`WeaveCell`]; both its ends are accesses.
pub struct WeaveExclusive<'a, T>(&'a WeaveCell<T>);

/// The shared use of a [`WeaveCell`]; both its ends are accesses.
pub struct WeaveInspected<'a, T>(&'a WeaveCell<T>);

// SAFETY: all threads of a model are coroutines of one system thread, and the value is only reached
// through `open` and `peek`, which make sure that they are on that one, and that `users` allows it.
unsafe impl<T: Send> Sync for WeaveCell<T> {}

impl<T> WeaveCell<T> {
    #[track_caller]
    pub(crate) fn new(value: T) -> Self {
        let (accesses, home) = (Plain::new(), Home::here());
        Self { value: UnsafeCell::new(value), accesses, users: AtomicI32::new(0), home }
    }

    #[track_caller]
    pub(crate) fn open(&self) -> WeaveExclusive<'_, T> {
        self.home.check();
        self.accesses.access(true, WHAT);
        let free = self.users.compare_exchange(0, -1, Relaxed, Relaxed);
        assert!(free.is_ok(), "data race: two threads are in the cell");
        WeaveExclusive(self)
    }

    #[track_caller]
    pub(crate) fn peek(&self) -> WeaveInspected<'_, T> {
        self.home.check();
        self.accesses.access(false, WHAT);
        let enter = |users: i32| (0 <= users).then_some(users + 1);
        let entered = self.users.fetch_update(Relaxed, Relaxed, enter);
        assert!(entered.is_ok(), "data race: a thread looks into a cell that another one works on");
        WeaveInspected(self)
    }

    pub(crate) fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// A use ends. While threads unwind nothing is checked: a run has one failure.
    #[track_caller]
    fn leave(&self, write: bool) {
        if !std::thread::panicking() && !Weave::is_abandoned() {
            self.accesses.access(write, WHAT);
        }
    }
}

impl<T> Drop for WeaveExclusive<'_, T> {
    fn drop(&mut self) {
        self.0.leave(true);
        self.0.users.store(0, Relaxed);
    }
}

impl<T> Drop for WeaveInspected<'_, T> {
    fn drop(&mut self) {
        self.0.leave(false);
        self.0.users.fetch_sub(1, Relaxed);
    }
}

impl<T> Deref for WeaveExclusive<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `open` made sure that there is no other use.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for WeaveExclusive<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `self` is borrowed exclusively.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Deref for WeaveInspected<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `peek` made sure that there is no exclusive use.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> fmt::Debug for WeaveCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<closed>")
    }
}

impl<T> fmt::Debug for WeaveExclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}

impl<T> fmt::Debug for WeaveInspected<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<open>")
    }
}
