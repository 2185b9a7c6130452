//! The cell that all plain shared memory of a model is made of.

use super::pointers::{Access, ConstPtr, MutPtr};
use crate::raw::Plain;

/// Mirrors [`std::cell::UnsafeCell`]: plain memory whose accesses must not race.
///
/// `std`'s `get` gives a bare pointer, which nothing could check; this one gives a guard, and
/// [`with`](Self::with) and [`with_mut`](Self::with_mut) call a closure with the pointer.
#[derive(Debug)]
pub struct UnsafeCell<T: ?Sized> {
    plain: Plain,
    data: std::cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// Makes a cell of the execution that runs; that counts as a write.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(data: T) -> Self {
        Self { plain: Plain::new(), data: std::cell::UnsafeCell::new(data) }
    }

    /// The value, without its cell.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Reads through the pointer that `f` is given. `f` must not keep it.
    ///
    /// A data race ends the execution.
    ///
    /// # Panics
    ///
    /// Inside a [`with_mut`](Self::with_mut) of the same cell.
    #[track_caller]
    pub fn with<F, R>(&self, f: F) -> R
    where
        F: FnOnce(*const T) -> R,
    {
        let _access = Access::open(self.plain, false);
        f(self.data.get().cast_const())
    }

    /// Writes through the pointer that `f` is given. `f` must not keep it.
    ///
    /// A data race ends the execution.
    ///
    /// # Panics
    ///
    /// Inside a [`with`](Self::with) or `with_mut` of the same cell.
    #[track_caller]
    pub fn with_mut<F, R>(&self, f: F) -> R
    where
        F: FnOnce(*mut T) -> R,
    {
        let _access = Access::open(self.plain, true);
        f(self.data.get())
    }

    /// A pointer to read through; the cell counts as read until it is dropped.
    ///
    /// # Panics
    ///
    /// While the cell is written.
    #[track_caller]
    pub fn get(&self) -> ConstPtr<T> {
        ConstPtr { _access: Access::open(self.plain, false), pointer: self.data.get() }
    }

    /// A pointer to write through; the cell counts as written until it is dropped.
    ///
    /// # Panics
    ///
    /// While the cell is read or written.
    #[track_caller]
    pub fn get_mut(&self) -> MutPtr<T> {
        MutPtr { _access: Access::open(self.plain, true), pointer: self.data.get() }
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
