//! Exclusive access to the value of an atomic.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

use super::word::{Value, Word};

/// A value taken out of an atomic by `get_mut` or `with_mut`; written back when this is dropped.
#[must_use = "what is written to it is written back when it is dropped"]
pub struct AtomicMut<'a, T: Copy> {
    value: T,
    site: &'static Location<'static>,
    write_back: &'a dyn WriteBack<T>,
}

/// Keeps the traits of words out of the guard's type.
pub(super) trait WriteBack<T> {
    fn write_back(&self, site: &'static Location<'static>, value: T);
}

impl<T: Value> WriteBack<T> for Word<T> {
    fn write_back(&self, site: &'static Location<'static>, value: T) {
        self.end_write(site, value);
    }
}

impl<T: Value> Word<T> {
    /// The value, to be changed; every access by another thread in the meantime is a race.
    #[track_caller]
    pub(super) fn get_mut(&mut self) -> AtomicMut<'_, T> {
        let site = Location::caller();
        AtomicMut { value: self.begin_write(site), site, write_back: self }
    }
}

impl<T: Copy> Deref for AtomicMut<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Copy> DerefMut for AtomicMut<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Copy> Drop for AtomicMut<'_, T> {
    fn drop(&mut self) {
        self.write_back.write_back(self.site, self.value);
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for AtomicMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
