//! Mirrors of `std::thread`.
//!
//! # What is guaranteed
//!
//! Threads are those of the model: every interleaving of their operations that differs is explored.
//! Starting a thread happens before everything in it, and everything in it, the destructors of its
//! thread-locals included, happens before the return of `join`. A thread that panics ends the execution as
//! a failure, unless [`Config::survive_panics`](crate::Config::survive_panics) is set; then `join` gives
//! the panic, as in a program. A panic that is caught inside its thread is no failure.
//!
//! # What differs from `std`
//!
//! - The first thread has no name.
//! - `sleep` and `yield_now` only say that the thread goes round a loop until something changes: time does
//!   not pass in a model.
//! - The number of a [`ThreadId`] depends on which thread the exploration met first; it is the same in all
//!   executions of one exploration.
//!
//! # Example
//!
//! ```
//! use plainweave_weave::{model, thread};
//!
//! model(|| {
//!     let mut numbers = vec![1, 2, 3];
//!     thread::scope(|scope| {
//!         scope.spawn(|| numbers.push(4));
//!     });
//!     assert_eq!(thread::spawn(move || numbers.len()).join().unwrap(), 4);
//! });
//! ```

mod builder;
mod handle;
mod join;
mod local;
mod park;
mod scope;

pub use self::builder::{Builder, spawn};
pub use self::handle::{Thread, ThreadId, current};
pub use self::join::JoinHandle;
pub use self::local::{AccessError, LocalKey};
pub use self::park::{park, park_timeout};
#[doc(no_inline)]
pub use std::thread::Result;

pub use self::scope::{Scope, ScopedJoinHandle, scope};

use std::num::NonZeroUsize;
use std::time::Duration;

use crate::{raw, run};

/// Says that the thread goes round a loop until something changes, as
/// [`hint::spin_loop`](crate::hint::spin_loop) does.
#[track_caller]
pub fn yield_now() {
    raw::spin();
}

/// The same as [`yield_now`]: time does not pass in a model, and how long a thread sleeps orders nothing.
#[track_caller]
pub fn sleep(_: Duration) {
    raw::spin();
}

/// Whether the thread that runs is unwinding because of a panic.
pub fn panicking() -> bool {
    run::is_unwinding()
}

/// How many threads a program could use: 2, so that it is worth its while to start some.
///
/// # Errors
///
/// None; the signature is that of `std`.
pub fn available_parallelism() -> std::io::Result<NonZeroUsize> {
    const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);
    Ok(TWO)
}
