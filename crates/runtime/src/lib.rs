//! The seam between a synchronisation algorithm and the machine it runs on.
//!
//! An algorithm is written once, generic over a [`Runtime`]. [`Native`] maps every operation
//! straight onto `std` and the operating system; `runtime-loom` and `runtime-shuttle` map the same
//! operations onto a model checker. Other runtimes decorate one: `record::Recorded` writes down
//! what happens, `runtime_model::Coarse` makes each public operation one step. Nothing is switched
//! by a feature or a `cfg`: all of them live in one binary, and the code that ships is the code
//! that was checked.
//!
//! # What a runtime offers
//!
//! | Item | In `std` terms |
//! |---|---|
//! | [`Runtime::AtomicU32`] and its siblings | `std::sync::atomic` |
//! | [`Runtime::Futex`] | a word one can sleep on, with a deadline |
//! | [`Runtime::Shared`] | an ordinary, unsynchronised variable |
//! | [`Runtime::Cell`] | `std::cell::UnsafeCell` |
//! | [`Runtime::start`], [`Runtime::spawn`], [`Thread::join`] | `std::thread` |
//! | [`Runtime::fence`], [`fence_light`](Runtime::fence_light), [`fence_heavy`](Runtime::fence_heavy) | `std::sync::atomic::fence`, and its asymmetric pair |
//! | [`Runtime::choose`] | any of `n`: nondeterminism of data |
//! | [`Runtime::call`] | nothing: the frame of a public operation, for traces |
//!
//! # How it is used
//!
//! ```
//! use plainweave_runtime::{Atomic, AtomicInt, Native, Ordering, Runtime, Thread};
//! use std::sync::Arc;
//!
//! fn count_together<R: Runtime>() -> u32 {
//!     let count = Arc::new(R::AtomicU32::new(0));
//!     let other = R::spawn("other", {
//!         let count = Arc::clone(&count);
//!         move || {
//!             count.fetch_add(1, Ordering::Relaxed);
//!         }
//!     });
//!     count.fetch_add(1, Ordering::Relaxed);
//!     other.join();
//!     count.load(Ordering::Relaxed)
//! }
//!
//! assert_eq!(count_together::<Native>(), 2);
//! ```

mod abandoned;
mod atomic;
mod deadline;
mod forward;
mod futex;
mod hooked;
mod native;
mod operation;
mod runtime;
mod shared;
mod spin;
mod thread;

pub use abandoned::Abandoned;
pub use atomic::{Atomic, AtomicInt, Word};
pub use deadline::{Deadline, Moment};
pub use futex::{Futex, Wait};
pub use hooked::{Hook, Hooked};
pub use native::{
    Native, NativeAtomic, NativeCell, NativeFutex, NativePtr, NativeShared, NativeThread,
    force_symmetric_fences, has_asymmetric_fences,
};
pub use operation::{Kind, Note, Operation};
pub use runtime::Runtime;
pub use shared::{Plain, Shared};
pub use spin::{Look, spin};
pub use thread::{Birth, Thread, ThreadId};

/// The memory orderings of `std`; the model checkers use the very same type.
pub use std::sync::atomic::Ordering;
