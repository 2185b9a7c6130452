//! The operating system as a [`Runtime`].

mod cell;
mod clock;
mod fence;
mod futex;
mod pause;
mod shared;
mod thread;

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::atomic;

use crate::{Abandoned, Birth, Moment, Ordering, Plain, Runtime, ThreadId};

pub use cell::NativeCell;
pub use fence::{force_symmetric_fences, has_asymmetric_fences};
pub use futex::NativeFutex;
pub use shared::NativeShared;
pub use thread::NativeThread;

/// Real threads and real atomics.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

// SAFETY: the contract, point by point. `std`'s atomics are the definition of the orderings. The
// fences are argued in `fence`. `thread::current` counts up and refuses to wrap. `NativeCell` gives
// its memory out in `open` and `peek` alone.
#[allow(unsafe_code)]
unsafe impl Runtime for Native {
    const NAME: &'static str = "native";
    const IS_MODEL: bool = false;

    type AtomicBool = NativeAtomic<atomic::AtomicBool>;
    type AtomicU32 = NativeAtomic<atomic::AtomicU32>;
    type AtomicU64 = NativeAtomic<atomic::AtomicU64>;
    type AtomicUsize = NativeAtomic<atomic::AtomicUsize>;
    type AtomicPtr<T: 'static> = NativePtr<T>;
    type Futex = NativeFutex;
    type Shared<T: Plain> = NativeShared<T>;
    type Cell<T: Send> = NativeCell<T>;
    type Exclusive<'a, T: Send + 'a> = &'a mut T;
    type Inspected<'a, T: Send + 'a> = &'a T;
    type Thread = NativeThread;

    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<NativeThread> {
        thread::start(birth, body)
    }

    #[inline]
    fn current() -> ThreadId {
        thread::current()
    }

    fn system_thread() -> Option<u32> {
        thread::system_thread()
    }

    fn yield_now() {
        std::thread::yield_now();
    }

    #[inline]
    fn spin_for(nanoseconds: u32) {
        pause::spin_for(nanoseconds);
    }

    fn now() -> Moment {
        clock::now()
    }

    #[inline]
    fn fence(order: Ordering) {
        atomic::fence(order);
    }

    #[inline]
    fn fence_light() {
        fence::light();
    }

    fn fence_heavy() {
        fence::heavy();
    }

    #[inline]
    fn fence_after_rmw() {
        fence::after_rmw();
    }

    fn cell<T: Send>(value: T) -> NativeCell<T> {
        NativeCell::new(value)
    }

    #[inline]
    unsafe fn open<T: Send>(cell: &NativeCell<T>) -> &mut T {
        // SAFETY: the caller's promise is passed on.
        unsafe { cell.open() }
    }

    #[inline]
    unsafe fn peek<T: Send>(cell: &NativeCell<T>) -> &T {
        // SAFETY: the caller's promise is passed on.
        unsafe { cell.peek() }
    }

    #[inline]
    fn into_inner<T: Send>(cell: NativeCell<T>) -> T {
        cell.into_inner()
    }

    fn choose(n: u32) -> u32 {
        assert!(n > 0, "nothing to choose from");
        // A fresh `RandomState` is std's own source of random numbers.
        let random = RandomState::new().hash_one(n);
        u32::try_from(random % u64::from(n)).expect("a remainder is smaller than its divisor")
    }

    fn abandon() -> ! {
        Abandoned::raise()
    }
}

/// One of `std`'s atomics.
#[derive(Debug, Default)]
pub struct NativeAtomic<A>(A);

/// `std`'s atomic pointer.
pub struct NativePtr<T>(atomic::AtomicPtr<T>);

macro_rules! native_atomic {
    ($($word:ty, $atomic:ident;)*) => {$(
        impl NativeAtomic<atomic::$atomic> {
            /// Creates the atomic; `const`, so that primitives can live in a `static`.
            #[inline]
            pub const fn new(value: $word) -> Self {
                Self(atomic::$atomic::new(value))
            }
        }

        crate::forward_atomic! {
            impl [] Atomic<$word> for NativeAtomic<atomic::$atomic> as .0 {
                fn new(value: $word) -> Self {
                    Self::new(value)
                }
            }
        }
    )*};
}

native_atomic! {
    bool, AtomicBool;
    u32, AtomicU32;
    u64, AtomicU64;
    usize, AtomicUsize;
}
crate::forward_atomic_int! { impl [] AtomicInt<u32> for NativeAtomic<atomic::AtomicU32> as .0 }
crate::forward_atomic_int! { impl [] AtomicInt<u64> for NativeAtomic<atomic::AtomicU64> as .0 }
crate::forward_atomic_int! { impl [] AtomicInt<usize> for NativeAtomic<atomic::AtomicUsize> as .0 }

impl<T> fmt::Debug for NativePtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> NativePtr<T> {
    /// Creates the atomic; `const`, so that primitives can live in a `static`.
    #[inline]
    pub const fn new(value: *mut T) -> Self {
        Self(atomic::AtomicPtr::new(value))
    }
}

crate::forward_atomic! {
    impl [T: 'static] Atomic<*mut T> for NativePtr<T> as .0 {
        fn new(value: *mut T) -> Self {
            Self::new(value)
        }
    }
}
