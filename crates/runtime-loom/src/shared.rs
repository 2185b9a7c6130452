//! A plain variable on which loom reports every data race.
#![allow(unsafe_code)]

use loom::cell::UnsafeCell;
use runtime::{Plain, Shared};
use runtime_model::Home;

/// A variable on which loom reports every data race.
#[derive(Debug)]
pub struct LoomShared<T> {
    value: UnsafeCell<T>,
    home: Home,
}

// SAFETY: loom runs all threads of a model as coroutines of one system thread, on which every use
// makes sure to be, and its `UnsafeCell` panics before any access that is not ordered after the conflicting ones.
unsafe impl<T: Send> Send for LoomShared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for LoomShared<T> {}

impl<T: Plain> Shared<T> for LoomShared<T> {
    #[track_caller]
    fn new(value: T) -> Self {
        Self { value: UnsafeCell::new(value), home: Home::here() }
    }

    #[track_caller]
    fn get(&self) -> T {
        self.home.check();
        // SAFETY: the pointer is live for the closure, and loom has just checked that no unordered
        // write exists.
        self.value.with(|value| unsafe { *value })
    }

    #[track_caller]
    fn set(&self, new: T) {
        self.home.check();
        // SAFETY: the pointer is live for the closure, and loom has just checked that no unordered
        // access exists.
        self.value.with_mut(|value| unsafe { *value = new });
    }
}
