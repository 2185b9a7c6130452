//! What the runtimes on a model checker share: how their threads sleep.
//!
//! Under a checker all threads are coroutines of one system thread, and only one step of one of
//! them happens at a time. So what is kept in plain memory here is consistent between two steps,
//! costs the checker nothing, and adds no scheduling point.
//!
//! * [`census`] knows which thread can move. It finds that nobody can before the checker does,
//!   whose own deadlock panic would strike inside a destructor and abort the process; and it lets
//!   a deadline pass when nothing else is left to happen.
//! * [`ModelFutex`] is the futex: every step of an algorithm is a step of the checker.
//! * [`Coarse`] is a runtime in which a whole public operation is one step, and the release of a
//!   lock none.

pub mod census;
mod coarse;
mod futex;
mod segment;
mod sleepers;
mod whole;

use runtime::{AtomicInt, Runtime, ThreadId};

pub use census::Limits;
pub use coarse::{Coarse, CoarseFutex, CoarseThread};
pub use futex::ModelFutex;
pub use whole::{start_anew, wants_to_start_anew};

/// Starts an execution, whose only thread is the main thread.
pub fn begin(limits: Limits) {
    census::begin(limits);
    segment::reset();
}

/// A step of [`Coarse`]: what one thread does between entering and leaving happens at once, and
/// before whatever the next thread does that enters.
pub trait Gate: std::fmt::Debug + Send + Sync + 'static {
    /// Creates the gate.
    fn new() -> Self;

    /// Enters, as soon as nobody else is in. This is one step, the only one.
    ///
    /// A thread that finds the gate free takes its step before it looks again; one that finds it
    /// taken cannot move until it is left.
    fn enter(&self);

    /// Leaves. Not a step.
    fn leave(&self);
}

/// What a checker has to offer so that threads can sleep on it.
pub trait Coroutines: Runtime {
    /// The checker's atomic: each operation on it is one step.
    type Word: AtomicInt<u32>;

    /// What lets one thread at a time take a step; see [`Gate`].
    type Gate: Gate;

    /// Blocks the calling thread until it is unparked. May return for no reason.
    fn park();

    /// Unblocks a thread that is in [`park`](Coroutines::park). Not a step.
    fn unpark(thread: ThreadId);
}
