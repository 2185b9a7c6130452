//! The panics of tasks are those of threads, and say so.

use runtime::Runtime;
pub use sync::{Panic, Payload};

const TASK: &str = "task";

/// A task's panic with this payload.
pub(crate) fn panic_of_task(payload: Payload) -> Panic {
    Panic::of(TASK, payload)
}

/// Runs foreign code, and catches its panic; but not one by which a model is being given up.
pub(crate) fn catch<R: Runtime, T>(job: impl FnOnce() -> T) -> Result<T, Panic> {
    Panic::catch::<R, T>(TASK, job)
}
