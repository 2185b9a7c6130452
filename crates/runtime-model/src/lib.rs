//! What the runtimes on a model checker share: how their threads sleep.
//!
//! Under most checkers all threads are coroutines of one system thread, and only one step of one of
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
mod home;
mod segment;
mod sleepers;
mod whole;

use runtime::{AtomicInt, Deadline, Runtime, ThreadId, Wait};

pub use census::Limits;
pub use coarse::{Coarse, CoarseFutex, CoarseThread};
pub use futex::ModelFutex;
pub use home::Home;
pub use sleepers::CountedSleepers;
pub use whole::{Lines, start_anew, wants_to_start_anew};

/// Starts an execution, whose only thread is the main thread.
pub fn begin(limits: Limits) {
    census::begin(limits);
    begin_segments();
}

/// Starts an execution on an engine that finds standstills itself, and so needs no census.
pub fn begin_segments() {
    segment::reset();
}

/// A step of [`Coarse`]: what one thread does between entering and leaving happens at once, and
/// before whatever the next thread does that enters.
pub trait Gate: std::fmt::Debug + Send + Sync + 'static {
    /// Creates the gate.
    fn new() -> Self;

    /// Enters, as soon as nobody else is in. This is one step, the only one. `address` is that of the
    /// object, as it is in this execution.
    ///
    /// A thread that finds the gate free takes its step before it looks again; one that finds it
    /// taken cannot move until it is left.
    fn enter(&self, address: usize);

    /// Leaves. No step that anybody could tell.
    fn leave(&self, address: usize);

    /// The object goes, perhaps with a thread inside.
    fn vanish(&self, address: usize) {
        let _ = address;
    }
}

/// Who sleeps on one word.
pub trait Sleepers: std::fmt::Debug + Send + Sync + 'static {
    /// Nobody.
    fn new() -> Self;

    /// Puts the calling thread into the queue: from here on a wake-up may be spent on it. The caller
    /// has just taken the step that compares the word.
    fn enter(&self);

    /// Sleeps until a wake-up is spent on the calling thread, which is in the queue, or until the
    /// deadline passes; `step` takes another step on the same word.
    fn sleep(&self, deadline: Deadline, step: impl Fn()) -> Wait;

    /// Wakes up to `most` sleepers. The caller has just taken a step on the word.
    fn wake(&self, most: u32);
}

/// What a checker has to offer for the coarse level: see [`Coarse`].
pub trait Coroutines: Runtime {
    /// What lets one thread at a time take a step; see [`Gate`].
    type Gate: Gate;

    /// How threads sleep.
    type Sleepers: Sleepers;
}

/// What a checker has to offer so that threads can sleep on it which the [`census`] counts.
pub trait Parking: Coroutines {
    /// The checker's atomic: each operation on it is one step.
    type Word: AtomicInt<u32>;

    /// Blocks the calling thread until it is unparked. May return for no reason.
    fn park();

    /// Unblocks a thread that is in [`park`](Parking::park). Not a step.
    fn unpark(thread: ThreadId);

    /// The execution is over: lets these threads go on, which wait at gates, whoever is inside.
    fn open_gates(waiting: &[ThreadId]);
}
