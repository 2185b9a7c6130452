use std::borrow::Cow;
use std::fmt::Debug;

/// A value that fits into a plain variable.
pub trait Plain: Copy + PartialEq + Debug + Send + 'static {
    /// The value as 64 bits.
    fn to_bits(self) -> u64;
    /// The value whose [`to_bits`](Plain::to_bits) these are.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! plain {
    ($($type:ty: $to:expr, $from:expr;)*) => {$(
        impl Plain for $type {
            #[inline]
            fn to_bits(self) -> u64 {
                let to: fn($type) -> u64 = $to;
                to(self)
            }

            #[inline]
            fn from_bits(bits: u64) -> Self {
                let from: fn(u64) -> $type = $from;
                from(bits)
            }
        }
    )*};
}

plain! {
    bool: u64::from, |bits| bits != 0;
    u32: u64::from, |bits| u32::try_from(bits).unwrap_or(u32::MAX);
    u64: |value| value, |bits| bits;
    i64: i64::cast_unsigned, u64::cast_signed;
}

/// A plain variable that a model checker watches for data races.
///
/// On [`Native`](crate::Native) it is a relaxed atomic, so that even a broken algorithm has no
/// undefined behaviour there: it merely computes a wrong value.
pub trait Shared<T: Plain>: Debug + Send + Sync + 'static {
    /// Creates the variable.
    #[track_caller]
    fn new(value: T) -> Self;

    /// Gives the variable the name it has in traces. Natively nothing happens.
    #[inline]
    #[must_use]
    fn named(self, name: impl Into<Cow<'static, str>>) -> Self
    where
        Self: Sized,
    {
        drop(name);
        self
    }

    /// Reads the variable.
    #[track_caller]
    fn get(&self) -> T;

    /// Writes the variable.
    #[track_caller]
    fn set(&self, value: T);
}
