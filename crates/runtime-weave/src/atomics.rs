//! Atomics: one location of the engine each.

use std::fmt;
use std::marker::PhantomData;

use runtime::{Atomic, AtomicInt, Ordering, Word};
use weave::raw::{self, Op, Order, Owed, Place, Rmw, Shape, Width};

/// An atomic, each operation on which is an event.
pub struct WeaveAtomic<T> {
    place: Place,
    value: PhantomData<fn(T) -> T>,
    /// Who leaks what holds an atomic leaks it.
    _owed: Owed,
}

impl<T> fmt::Debug for WeaveAtomic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<atomic>")
    }
}

/// A value as the engine has it: 64 bits.
pub trait Bits: Word {
    /// How many of them count.
    const BITS: u8;

    /// The value as a number from which it can be had back.
    fn to_bits(self) -> u64;

    /// The value whose [`to_bits`](Bits::to_bits) these are.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! bits {
    ($($type:ty, $bits:expr;)*) => {$(
        impl Bits for $type {
            const BITS: u8 = $bits;

            fn to_bits(self) -> u64 {
                self.bits()
            }

            #[expect(clippy::allow_attributes, reason = "not for every type")]
            #[allow(clippy::cast_possible_truncation, reason = "they were widened before")]
            fn from_bits(bits: u64) -> Self {
                bits as Self
            }
        }
    )*};
}

bits! {
    u32, 32;
    u64, 64;
    usize, 64;
}

impl Bits for bool {
    const BITS: u8 = 8;

    fn to_bits(self) -> u64 {
        self.bits()
    }

    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

impl<T: 'static> Bits for *mut T {
    const BITS: u8 = 64;

    fn to_bits(self) -> u64 {
        raw::name_of_address(self.expose_provenance())
    }

    fn from_bits(bits: u64) -> Self {
        std::ptr::with_exposed_provenance_mut(raw::address_of_name(bits))
    }
}

impl<T: Bits> WeaveAtomic<T> {
    #[track_caller]
    fn update(&self, how: Rmw, operand: T, order: Ordering) -> T {
        let width = Width { bits: T::BITS, signed: false };
        self.perform(Op::Rmw(how, operand.to_bits(), width), order, Ordering::Relaxed).0
    }

    #[track_caller]
    fn perform(&self, op: Op, order: Ordering, failure: Ordering) -> (T, bool) {
        let answer = self.place.perform(op, Order::from(order), Order::from(failure));
        (T::from_bits(answer.value), answer.wrote)
    }
}

impl<T: Bits> Atomic<T> for WeaveAtomic<T> {
    #[track_caller]
    fn new(value: T) -> Self {
        let place = Place::new(value.to_bits(), Shape::Free);
        Self { place, value: PhantomData, _owed: Owed::new("atomic") }
    }

    #[track_caller]
    fn load(&self, order: Ordering) -> T {
        self.perform(Op::Load, order, Ordering::Relaxed).0
    }

    #[track_caller]
    fn store(&self, value: T, order: Ordering) {
        self.perform(Op::Store(value.to_bits()), order, Ordering::Relaxed);
    }

    #[track_caller]
    fn swap(&self, value: T, order: Ordering) -> T {
        self.update(Rmw::Swap, value, order)
    }

    #[track_caller]
    fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let op = Op::Cas { expected: current.to_bits(), new: new.to_bits() };
        let (found, wrote) = self.perform(op, success, failure);
        if wrote { Ok(found) } else { Err(found) }
    }

    #[track_caller]
    fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        self.compare_exchange(current, new, success, failure)
    }
}

macro_rules! updates {
    ($($method:ident: $how:ident;)*) => {$(
        #[track_caller]
        fn $method(&self, value: T, order: Ordering) -> T {
            self.update(Rmw::$how, value, order)
        }
    )*};
}

impl<T: Bits> AtomicInt<T> for WeaveAtomic<T> {
    updates! {
        fetch_add: Add;
        fetch_sub: Sub;
        fetch_and: And;
        fetch_or: Or;
        fetch_xor: Xor;
        fetch_max: Max;
        fetch_min: Min;
    }
}
