use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::{Plain, Shared};

/// A relaxed atomic standing in for a plain variable.
#[derive(Debug)]
pub struct NativeShared<T> {
    bits: AtomicU64,
    value: PhantomData<fn(T) -> T>,
}

impl<T: Plain> Shared<T> for NativeShared<T> {
    fn new(value: T) -> Self {
        Self { bits: AtomicU64::new(value.to_bits()), value: PhantomData }
    }

    #[inline]
    fn get(&self) -> T {
        T::from_bits(self.bits.load(Relaxed))
    }

    #[inline]
    fn set(&self, value: T) {
        self.bits.store(value.to_bits(), Relaxed);
    }
}
