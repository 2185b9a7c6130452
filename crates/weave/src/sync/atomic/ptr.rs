//! Pointers.

use std::sync::atomic::Ordering;

use super::common::{common_methods, common_traits};
use super::guard::AtomicMut;
use super::word::{Value, Word};
use crate::raw::{Rmw, Width};

/// Mirrors [`std::sync::atomic::AtomicPtr`].
pub struct AtomicPtr<T>(Word<*mut T>);

/// What the model's memory holds for a pointer.
fn to_word<T>(pointer: *mut T) -> u64 {
    pointer.expose_provenance() as u64
}

/// The pointer for which the model's memory holds this.
fn from_word<T>(word: u64) -> *mut T {
    #[expect(clippy::cast_possible_truncation, reason = "it came from a pointer")]
    std::ptr::with_exposed_provenance_mut(word as usize)
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
        self.0.rmw_word(Rmw::Add, val as u64, order)
    }

    /// Moves the pointer back by `val` bytes, wrapping around. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_byte_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.0.rmw_word(Rmw::Sub, val as u64, order)
    }

    /// Bitwise "or" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_or(&self, val: usize, order: Ordering) -> *mut T {
        self.0.rmw_word(Rmw::Or, val as u64, order)
    }

    /// Bitwise "and" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_and(&self, val: usize, order: Ordering) -> *mut T {
        self.0.rmw_word(Rmw::And, val as u64, order)
    }

    /// Bitwise "xor" of the address. Returns the previous pointer.
    #[track_caller]
    pub fn fetch_xor(&self, val: usize, order: Ordering) -> *mut T {
        self.0.rmw_word(Rmw::Xor, val as u64, order)
    }
}

common_traits!([T] AtomicPtr<T>, "AtomicPtr", *mut T, std::ptr::null_mut());
