//! Truth values.

use super::common::{common_methods, common_traits};
use super::guard::AtomicMut;
use super::word::Word;
use crate::raw::Rmw;
use std::sync::atomic::Ordering;

/// Mirrors [`std::sync::atomic::AtomicBool`].
pub struct AtomicBool(Word<bool>);

impl AtomicBool {
    /// Makes an atomic of the execution that runs. Not a `const fn`; see the [module](super).
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(v: bool) -> Self {
        Self(Word::new(v))
    }

    common_methods!(bool);

    /// Logical "and". Returns the previous value.
    #[track_caller]
    pub fn fetch_and(&self, val: bool, order: Ordering) -> bool {
        self.0.rmw(Rmw::And, val, order)
    }

    /// Logical "nand". Returns the previous value.
    #[track_caller]
    pub fn fetch_nand(&self, val: bool, order: Ordering) -> bool {
        self.0.rmw(Rmw::Nand, val, order)
    }

    /// Logical "or". Returns the previous value.
    #[track_caller]
    pub fn fetch_or(&self, val: bool, order: Ordering) -> bool {
        self.0.rmw(Rmw::Or, val, order)
    }

    /// Logical "xor". Returns the previous value.
    #[track_caller]
    pub fn fetch_xor(&self, val: bool, order: Ordering) -> bool {
        self.0.rmw(Rmw::Xor, val, order)
    }

    /// Logical "not". Returns the previous value.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.0.rmw(Rmw::Xor, true, order)
    }
}

common_traits!([] AtomicBool, "AtomicBool", bool, false);
