//! Shuttle's atomics: every ordering behaves as `SeqCst`.

use runtime::{forward_atomic, forward_atomic_int};
use shuttle::sync::atomic;

/// One of Shuttle's atomics.
#[derive(Debug)]
pub struct ShuttleAtomic<A>(A);

/// Shuttle's atomic pointer.
pub struct ShuttlePtr<T>(atomic::AtomicPtr<T>);

impl<T> std::fmt::Debug for ShuttlePtr<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<atomic pointer>")
    }
}

macro_rules! shuttle_atomic {
    ($($word:ty, $atomic:ident;)*) => {$(
        forward_atomic! {
            impl [] Atomic<$word> for ShuttleAtomic<atomic::$atomic> as .0 {
                fn new(value: $word) -> Self {
                    Self(atomic::$atomic::new(value))
                }
            }
        }
    )*};
}

shuttle_atomic! {
    bool, AtomicBool;
    u32, AtomicU32;
    u64, AtomicU64;
    usize, AtomicUsize;
}
forward_atomic_int! { impl [] AtomicInt<u32> for ShuttleAtomic<atomic::AtomicU32> as .0 }
forward_atomic_int! { impl [] AtomicInt<u64> for ShuttleAtomic<atomic::AtomicU64> as .0 }
forward_atomic_int! { impl [] AtomicInt<usize> for ShuttleAtomic<atomic::AtomicUsize> as .0 }

forward_atomic! {
    impl [T: 'static] Atomic<*mut T> for ShuttlePtr<T> as .0 {
        fn new(value: *mut T) -> Self {
            Self(atomic::AtomicPtr::new(value))
        }
    }
}
