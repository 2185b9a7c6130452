//! Pointers into a cell that are accesses to it for as long as they exist.

use std::panic::Location;

use crate::raw::Plain;

const WHAT: &str = "a cell";

/// An access from its making to its drop.
#[derive(Debug)]
pub(super) struct Access {
    plain: Plain,
    site: &'static Location<'static>,
    write: bool,
}

impl Access {
    #[track_caller]
    pub(super) fn open(plain: Plain, write: bool) -> Self {
        plain.open(write, WHAT);
        Self { plain, site: Location::caller(), write }
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        self.plain.close(self.site, self.write, WHAT);
    }
}

/// A `*const T` into an [`UnsafeCell`](super::UnsafeCell). The cell counts as read until this is
/// dropped.
///
/// Like a raw pointer it may outlive the cell, which is not checked, and a pointer that is copied out of
/// [`with`](Self::with) is not tracked.
#[derive(Debug)]
pub struct ConstPtr<T: ?Sized> {
    pub(super) _access: Access,
    pub(super) pointer: *const T,
}

/// A `*mut T` into an [`UnsafeCell`](super::UnsafeCell). The cell counts as written until this is
/// dropped.
///
/// Like a raw pointer it may outlive the cell, which is not checked, and a pointer that is copied out of
/// [`with`](Self::with) is not tracked.
#[derive(Debug)]
pub struct MutPtr<T: ?Sized> {
    pub(super) _access: Access,
    pub(super) pointer: *mut T,
}

impl<T: ?Sized> ConstPtr<T> {
    /// What it points to.
    ///
    /// # Safety
    ///
    /// That of dereferencing a `*const T`: above all the cell must still exist. Data races are found.
    #[expect(unsafe_code, reason = "a raw pointer's dereference")]
    pub unsafe fn deref(&self) -> &T {
        // SAFETY: by this function's contract; the pointer came from a cell, so it is not null.
        unsafe { &*self.pointer }
    }

    /// Gives the pointer to `f`, which must not keep it.
    pub fn with<F, R>(&self, f: F) -> R
    where
        F: FnOnce(*const T) -> R,
    {
        f(self.pointer)
    }
}

impl<T: ?Sized> MutPtr<T> {
    /// What it points to.
    ///
    /// # Safety
    ///
    /// That of dereferencing a `*mut T`: the cell must still exist, and no other reference made by this
    /// pointer. Data races are found.
    #[expect(unsafe_code, reason = "a raw pointer's dereference")]
    #[expect(clippy::mut_from_ref, reason = "it stands for a raw pointer")]
    pub unsafe fn deref(&self) -> &mut T {
        // SAFETY: by this function's contract; the pointer came from a cell, so it is not null.
        unsafe { &mut *self.pointer }
    }

    /// Gives the pointer to `f`, which must not keep it.
    pub fn with<F, R>(&self, f: F) -> R
    where
        F: FnOnce(*mut T) -> R,
    {
        f(self.pointer)
    }
}
