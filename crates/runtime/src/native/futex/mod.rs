//! An atomic the operating system knows how to sleep on.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(not(target_os = "linux"), test))]
mod portable;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use portable as system;

use std::sync::atomic::AtomicU32;

use crate::{Deadline, Futex, Wait};

/// An atomic the operating system knows how to sleep on.
#[derive(Debug)]
pub struct NativeFutex(AtomicU32);

impl NativeFutex {
    /// Creates the futex; `const`, so that primitives can live in a `static`.
    #[inline]
    pub const fn new(value: u32) -> Self {
        Self(AtomicU32::new(value))
    }
}

crate::forward_atomic! {
    impl [] Atomic<u32> for NativeFutex as .0 {
        fn new(value: u32) -> Self {
            Self::new(value)
        }
    }
}
crate::forward_atomic_int! { impl [] AtomicInt<u32> for NativeFutex as .0 }

impl Futex for NativeFutex {
    #[cold]
    #[inline(never)]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        system::wait(&self.0, expected, deadline)
    }

    #[cold]
    #[inline(never)]
    fn wake(&self, most: u32) {
        system::wake(&self.0, most);
    }
}
