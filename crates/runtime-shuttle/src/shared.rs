use std::marker::PhantomData;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use runtime::{Atomic, Plain, Shared};
use shuttle::sync::atomic::AtomicU64;

use crate::ShuttleAtomic;
use crate::race::raced;

/// A variable on which overlapping accesses are reported.
///
/// Shuttle does not track happens-before for plain memory, so each access is stretched over a
/// scheduling point, and `users` tells whether another thread came in between.
#[derive(Debug)]
pub struct ShuttleShared<T> {
    bits: ShuttleAtomic<AtomicU64>,
    /// Number of readers inside, or -1 for a writer.
    users: AtomicI32,
    value: PhantomData<fn(T) -> T>,
}

impl<T: Plain> Shared<T> for ShuttleShared<T> {
    fn new(value: T) -> Self {
        let bits = ShuttleAtomic::new(value.to_bits());
        Self { bits, users: AtomicI32::new(0), value: PhantomData }
    }

    #[track_caller]
    fn get(&self) -> T {
        let users = self.users.fetch_add(1, Relaxed);
        if users < 0 {
            raced("read during a write");
        }
        let bits = self.bits.load(Relaxed);
        self.users.fetch_sub(1, Relaxed);
        T::from_bits(bits)
    }

    #[track_caller]
    fn set(&self, new: T) {
        let users = self.users.swap(-1, Relaxed);
        if users != 0 {
            raced("write during another access");
        }
        self.bits.store(new.to_bits(), Relaxed);
        self.users.store(0, Relaxed);
    }
}
