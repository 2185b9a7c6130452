//! Pointers.

use std::sync::atomic::Ordering;

use super::common::{common_methods, common_traits};
use super::guard::AtomicMut;
use super::ordering;
use super::word::{Value, Word};
use crate::raw::{Rmw, Width};
use crate::run;

/// Mirrors [`std::sync::atomic::AtomicPtr`].
pub struct AtomicPtr<T>(Word<*mut T>);

/// What the model's memory holds for a pointer: a number that means the same in every run.
fn to_word<T>(pointer: *mut T) -> u64 {
    run::pointer_name(pointer.expose_provenance())
}

/// The pointer for which the model's memory holds this.
fn from_word<T>(word: u64) -> *mut T {
    std::ptr::with_exposed_provenance_mut(run::pointer_address(word))
}

impl<T> Value for *mut T {
    const WIDTH: Width = Width::WORD;

    fn to_word(self) -> u64 {
        to_word(self)
    }

    fn from_word(word: u64) -> Self {
        from_word(word)
    }
}

impl<T> AtomicPtr<T> {
    /// Makes an atomic of the execution that runs. Not a `const fn`; see the [module](super).
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(v: *mut T) -> Self {
        Self(Word::new(v))
    }

    common_methods!(*mut T);

    /// Moves the pointer by `val` values of its type, wrapping around. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_ptr_add(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_byte_add(val.wrapping_mul(size_of::<T>()), order)
    }

    /// Moves the pointer back by `val` values of its type, wrapping around. Returns the previous
    /// pointer.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_byte_sub(val.wrapping_mul(size_of::<T>()), order)
    }

    /// Moves the pointer by `val` bytes, wrapping around. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_byte_add(&self, val: usize, order: Ordering) -> *mut T {
        self.change_address(order, |address| address.wrapping_add(val))
    }

    /// Moves the pointer back by `val` bytes, wrapping around. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_byte_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.change_address(order, |address| address.wrapping_sub(val))
    }

    /// Bitwise "or" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_or(&self, val: usize, order: Ordering) -> *mut T {
        self.change_address(order, |address| address | val)
    }

    /// Bitwise "and" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_and(&self, val: usize, order: Ordering) -> *mut T {
        self.change_address(order, |address| address & val)
    }

    /// Bitwise "xor" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_xor(&self, val: usize, order: Ordering) -> *mut T {
        self.change_address(order, |address| address ^ val)
    }

    /// Numbers that stand for addresses cannot be calculated with, so this is a load and a
    /// compare-exchange for each try.
    #[track_caller]
    fn change_address(&self, order: Ordering, f: impl Fn(usize) -> usize) -> *mut T {
        self.0.update(order, ordering::failure_of(order), |pointer| pointer.map_addr(&f))
    }
}

common_traits!([T] AtomicPtr<T>, "AtomicPtr", *mut T, std::ptr::null_mut());
