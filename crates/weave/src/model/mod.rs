//! Checking a model: what a test calls.
//!
//! [`model`] and [`Builder`] have the interface of loom's: a test that was written for loom runs here when
//! its manifest says `loom = { package = "plainweave-weave", … }`. [`explore_all`](crate::explore_all) is the same
//! for who wants counts instead of a panic.
//!
//! # What is guaranteed
//!
//! If [`model`] returns, every execution of the program within the bounds was explored and none failed, or
//! it has printed which bound cut it short. It panics when one fails: a panic that leaves a thread, a data
//! race, threads that wait for ever, something that leaks, or a thread with more steps than it may have.
//!
//! # What differs from loom
//!
//! - Executions are those of RC11 with exact `SeqCst`; loom knows of some that cannot happen and misses
//!   others.
//! - There are as many as there are execution graphs, usually far fewer than loom's interleavings.
//! - [`Builder::max_branches`] counts the steps of each thread, not those of all together.
//! - [`explore`] and its companions do nothing: everything is explored.

mod builder;
mod exploring;
mod report;

pub use self::builder::Builder;
pub use self::exploring::{explore, skip_branch, stop_exploring};

/// How many threads loom allows in one model, the first one included, for programs that use it to choose
/// how many they start. Here it is no limit: see [`Builder::max_threads`].
pub const MAX_THREADS: usize = 5;

/// Checks every execution of `f` within the bounds that the environment gives (see [`Builder::new`]).
///
/// `f` is run once for each, and must do the same whenever its threads read the same values. Everything
/// that the threads share is made inside it.
///
/// ```
/// use plainweave_weave::sync::atomic::{AtomicBool, Ordering};
/// use plainweave_weave::{cell::UnsafeCell, model, thread};
///
/// model(|| {
///     let (data, ready) = (UnsafeCell::new(0), AtomicBool::new(false));
///     struct Shared(UnsafeCell<i32>);
///     unsafe impl Sync for Shared {}
///     let data = Shared(data);
///     let (data, ready) = (&data, &ready);
///     thread::scope(|scope| {
///         scope.spawn(move || {
///             data.0.with_mut(|value| unsafe { *value = 42 });
///             ready.store(true, Ordering::Release);
///         });
///         if ready.load(Ordering::Acquire) {
///             assert_eq!(data.0.with(|value| unsafe { *value }), 42);
///         }
///     });
/// });
/// ```
///
/// # Panics
///
/// With a report, when an execution fails; and inside a model.
#[track_caller]
pub fn model<F>(f: F)
where
    F: Fn() + Sync + Send + 'static,
{
    Builder::new().check(f);
}
