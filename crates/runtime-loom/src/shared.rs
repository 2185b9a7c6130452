//! A plain variable on which loom reports every data race.
#![allow(unsafe_code)]

use loom::cell::UnsafeCell;
use runtime::{Plain, Shared};

/// A variable on which loom reports every data race.
#[derive(Debug)]
pub struct LoomShared<T>(UnsafeCell<T>);

// SAFETY: loom runs all threads of a model as coroutines of one system thread, and its `UnsafeCell`
// panics before any access that is not ordered after the conflicting ones.
unsafe impl<T: Send> Send for LoomShared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for LoomShared<T> {}

impl<T: Plain> Shared<T> for LoomShared<T> {
    #[track_caller]
    fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    #[track_caller]
    fn get(&self) -> T {
        // SAFETY: the pointer is live for the closure, and loom has just checked that no unordered
        // write exists.
        self.0.with(|value| unsafe { *value })
    }

    #[track_caller]
    fn set(&self, new: T) {
        // SAFETY: the pointer is live for the closure, and loom has just checked that no unordered
        // access exists.
        self.0.with_mut(|value| unsafe { *value = new });
    }
}
