//! loom's atomics: each remembers old stores, and may return them.
//!
//! loom treats `SeqCst` accesses as `AcqRel` (`SeqCst` *fences* are exact), so an algorithm that
//! relies on the total order of `SeqCst` accesses is reported as broken. Ours rely on fences.

use loom::sync::atomic;
use runtime::{forward_atomic, forward_atomic_int};

/// One of loom's atomics.
#[derive(Debug)]
pub struct LoomAtomic<A>(A);

/// loom's atomic pointer.
pub struct LoomPtr<T>(atomic::AtomicPtr<T>);

impl<T> std::fmt::Debug for LoomPtr<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<atomic pointer>")
    }
}

macro_rules! loom_atomic {
    ($($word:ty, $atomic:ident;)*) => {$(
        forward_atomic! {
            impl [] Atomic<$word> for LoomAtomic<atomic::$atomic> as .0 {
                fn new(value: $word) -> Self {
                    Self(atomic::$atomic::new(value))
                }
            }
        }
    )*};
}

loom_atomic! {
    bool, AtomicBool;
    u32, AtomicU32;
    u64, AtomicU64;
    usize, AtomicUsize;
}
forward_atomic_int! { impl [] AtomicInt<u32> for LoomAtomic<atomic::AtomicU32> as .0 }
forward_atomic_int! { impl [] AtomicInt<u64> for LoomAtomic<atomic::AtomicU64> as .0 }
forward_atomic_int! { impl [] AtomicInt<usize> for LoomAtomic<atomic::AtomicUsize> as .0 }

forward_atomic! {
    impl [T: 'static] Atomic<*mut T> for LoomPtr<T> as .0 {
        fn new(value: *mut T) -> Self {
            Self(atomic::AtomicPtr::new(value))
        }
    }
}
