//! Mirrors of `std::sync::atomic`: every operation is an event of the execution graph, with the orderings
//! that the program gives.
//!
//! # What is guaranteed
//!
//! Under [`Memory::Rc11`](crate::Memory::Rc11) a load is explored with every value that the memory model
//! lets it read, and `SeqCst` is exact, for accesses and for fences. An atomic is written, plainly, when
//! it is made: a thread that uses it without being ordered after that has a data race, and so has an
//! access that is not ordered with a plain one ([`AtomicUsize::with_mut`], [`AtomicUsize::unsync_load`],
//! [`AtomicUsize::get_mut`]). A data race ends the execution as a failure.
//!
//! # What differs from `std`
//!
//! - `new` is no `const fn`: an atomic belongs to the execution in which it was made. Instead of a
//!   static use [`lazy_static!`](macro@crate::lazy_static).
//! - `get_mut` gives a guard that writes back when it is dropped, and there is no `as_ptr`: the value
//!   has no address.
//! - `Debug` does not show the value: to look at it would be an operation.
//!
//! # Example
//!
//! ```
//! use plainweave_weave::sync::atomic::{AtomicUsize, Ordering};
//! use plainweave_weave::{model, thread};
//! use std::sync::Arc;
//!
//! model(|| {
//!     let counter = Arc::new(AtomicUsize::new(0));
//!     let other = Arc::clone(&counter);
//!     let thread = thread::spawn(move || other.fetch_add(1, Ordering::Relaxed));
//!     counter.fetch_add(1, Ordering::Relaxed);
//!     thread.join().unwrap();
//!     assert_eq!(counter.load(Ordering::Relaxed), 2);
//! });
//! ```

mod bool;
mod common;
mod guard;
mod int;
mod ordering;
mod ptr;
mod word;

#[doc(no_inline)]
pub use std::sync::atomic::Ordering;

pub use self::bool::AtomicBool;
pub use self::guard::AtomicMut;
pub use self::int::{AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize};
pub use self::int::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize};
pub use self::ptr::AtomicPtr;

use crate::raw;

/// A memory fence, as [`std::sync::atomic::fence`].
///
/// # Panics
///
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
    raw::fence(order.into());
}

/// A fence for the compiler only, as [`std::sync::atomic::compiler_fence`].
///
/// It orders a thread with a signal handler on the same thread, of which a model has none: here it does
/// nothing, and above all does not order threads, as it does not in a program.
///
/// # Panics
///
/// If `order` is `Relaxed`.
#[track_caller]
pub fn compiler_fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed compiler fence");
}

/// Says that the thread goes round a loop until something changes; the old name of
/// [`hint::spin_loop`](crate::hint::spin_loop).
#[track_caller]
pub fn spin_loop_hint() {
    raw::spin();
}
