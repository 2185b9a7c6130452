//! A runtime that writes down what happens on another one.
//!
//! [`Recorded<R>`](Recorded) is the runtime `R` with a pen: every step goes to `R` and is then
//! noted in the [`Recording`] of the run. The notes are kept in plain memory, so they add no step to
//! a model, and the order of the notes is the order of the steps: between a step and its note no
//! other thread of a model can move. Real threads take turns for their steps on atomics, so that of these the
//! same is true; where nothing orders two uses of a plain variable, the order is that in which the notes were
//! taken. That an object is given up is noted *before* the step that does it, so that the trace never shows two
//! holders.
//!
//! `R` itself knows nothing of this: without `Recorded` there is no recording to pay for.
//!
//! ```
//! use plainweave_record::{Recorded, Recording, run};
//! use runtime::{Atomic, AtomicInt, Native, Ordering, Runtime};
//!
//! let recording = Recording::new();
//! run::<Native>(&recording, || {
//!     let count = <Recorded<Native> as Runtime>::AtomicU32::new(0);
//!     count.fetch_add(3, Ordering::Relaxed);
//! });
//! assert!(recording.failure().is_none());
//! assert!(recording.trace().to_string().contains("changes 0 to 3"));
//! ```

mod atomic;
mod notes;
mod recording;
mod runtime;
mod session;
mod shared;
mod thread;
mod turn;

pub use atomic::{RecordedAtomic, RecordedFutex};
pub use recording::{Failure, Recording};
pub use runtime::Recorded;
pub use session::{is_recorded, panicked_at, run};
pub use shared::RecordedShared;
pub use thread::RecordedThread;
