//! Integers.

use super::common::{common_methods, common_traits};
use super::guard::AtomicMut;
use super::word::{Value, Word};
use crate::raw::{Rmw, Width};
use std::sync::atomic::Ordering;

macro_rules! atomic_integer {
    ($name:ident, $said:literal, $type:ty, $unsigned:ty, $signed:literal) => {
        impl Value for $type {
            #[expect(clippy::cast_possible_truncation, reason = "at most 64")]
            const WIDTH: Width = Width { bits: <$type>::BITS as u8, signed: $signed };

            #[allow(clippy::cast_lossless, clippy::cast_sign_loss, reason = "by type")]
            fn to_word(self) -> u64 {
                // By the unsigned type of the same width: no sign spreads into the word.
                self as $unsigned as u64
            }

            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_possible_wrap,
                reason = "the word holds no more than a value of this type"
            )]
            fn from_word(word: u64) -> Self {
                word as $unsigned as $type
            }
        }

        #[doc = concat!("Mirrors [`std::sync::atomic::", $said, "`].")]
        pub struct $name(Word<$type>);

        impl $name {
            /// Makes an atomic of the execution that runs. Not a `const fn`; see the
            /// [module](super).
            ///
            /// # Panics
            ///
            /// Outside a model.
            #[track_caller]
            pub fn new(v: $type) -> Self {
                Self(Word::new(v))
            }

            common_methods!($type);

            /// Adds, wrapping around. Returns the previous value.
            #[track_caller]
            pub fn fetch_add(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Add, val, order)
            }

            /// Subtracts, wrapping around. Returns the previous value.
            #[track_caller]
            pub fn fetch_sub(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Sub, val, order)
            }

            /// Bitwise "and". Returns the previous value.
            #[track_caller]
            pub fn fetch_and(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::And, val, order)
            }

            /// Bitwise "nand". Returns the previous value.
            #[track_caller]
            pub fn fetch_nand(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Nand, val, order)
            }

            /// Bitwise "or". Returns the previous value.
            #[track_caller]
            pub fn fetch_or(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Or, val, order)
            }

            /// Bitwise "xor". Returns the previous value.
            #[track_caller]
            pub fn fetch_xor(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Xor, val, order)
            }

            /// Stores the larger of the two. Returns the previous value.
            #[track_caller]
            pub fn fetch_max(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Max, val, order)
            }

            /// Stores the smaller of the two. Returns the previous value.
            #[track_caller]
            pub fn fetch_min(&self, val: $type, order: Ordering) -> $type {
                self.0.rmw(Rmw::Min, val, order)
            }
        }

        common_traits!([] $name, $said, $type, 0);
    };
}

atomic_integer!(AtomicU8, "AtomicU8", u8, u8, false);
atomic_integer!(AtomicI8, "AtomicI8", i8, u8, true);
atomic_integer!(AtomicU16, "AtomicU16", u16, u16, false);
atomic_integer!(AtomicI16, "AtomicI16", i16, u16, true);
atomic_integer!(AtomicU32, "AtomicU32", u32, u32, false);
atomic_integer!(AtomicI32, "AtomicI32", i32, u32, true);
atomic_integer!(AtomicU64, "AtomicU64", u64, u64, false);
atomic_integer!(AtomicI64, "AtomicI64", i64, u64, true);
atomic_integer!(AtomicUsize, "AtomicUsize", usize, usize, false);
atomic_integer!(AtomicIsize, "AtomicIsize", isize, usize, true);
