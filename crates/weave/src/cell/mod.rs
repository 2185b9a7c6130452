//! Mirrors of `std::cell`, whose accesses are checked for data races.
//!
//! # What is guaranteed
//!
//! An access is no event and costs no execution. In every execution that is explored, each access is
//! compared with every earlier one of the same cell; if they conflict and neither happens before the
//! other, the execution ends as a failure that names both lines. An access through a closure or a
//! pointer guard lasts until it ends, and conflicts with every access in the meantime.
//!
//! # Example
//!
//! ```should_panic
//! use plainweave_weave::{cell::UnsafeCell, model, thread};
//! use std::sync::Arc;
//!
//! struct Shared(UnsafeCell<u32>);
//! // SAFETY: it is not safe, which the model finds.
//! unsafe impl Sync for Shared {}
//!
//! model(|| {
//!     let shared = Arc::new(Shared(UnsafeCell::new(0)));
//!     let other = Arc::clone(&shared);
//!     let thread = thread::spawn(move || other.0.with_mut(|value| unsafe { *value += 1 }));
//!     shared.0.with(|value| unsafe { *value });
//!     thread.join().unwrap();
//! });
//! ```

#[expect(clippy::module_inception, reason = "named after what it mirrors")]
mod cell;
mod pointers;
mod unsafe_cell;

pub use self::cell::Cell;
pub use self::pointers::{ConstPtr, MutPtr};
pub use self::unsafe_cell::UnsafeCell;
