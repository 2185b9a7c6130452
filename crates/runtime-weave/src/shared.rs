//! A plain variable on which Weave reports every data race.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::fmt;

use runtime::Shared;
use runtime_model::Home;
use weave::raw::{Owed, Plain};

const WHAT: &str = "a variable";

/// A variable on which Weave reports every data race.
pub struct WeaveShared<T> {
    value: UnsafeCell<T>,
    accesses: Plain,
    home: Home,
    _owed: Owed,
}

// SAFETY: all threads of a model are coroutines of one system thread, on which every use makes sure to
// be, and no reference to the value outlives a use.
unsafe impl<T: Send> Sync for WeaveShared<T> {}

impl<T: runtime::Plain> Shared<T> for WeaveShared<T> {
    #[track_caller]
    fn new(value: T) -> Self {
        let (accesses, home) = (Plain::new(), Home::here());
        Self { value: UnsafeCell::new(value), accesses, home, _owed: Owed::new("variable") }
    }

    #[track_caller]
    fn get(&self) -> T {
        self.home.check();
        self.accesses.access(false, WHAT);
        // SAFETY: no other thread runs during this statement, and nobody keeps a reference.
        unsafe { *self.value.get() }
    }

    #[track_caller]
    fn set(&self, new: T) {
        self.home.check();
        self.accesses.access(true, WHAT);
        // SAFETY: as in `get`.
        unsafe { *self.value.get() = new }
    }
}

impl<T> fmt::Debug for WeaveShared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<variable>")
    }
}
