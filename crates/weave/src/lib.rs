//! Weave: an optimal stateless model checker.
//!
//! A model is a closure that starts threads. Weave runs it once for each *execution graph*: which write
//! each read takes its value from, and in which order each location was written. Two runs that agree on
//! that are the same to the program, so each is explored once, and all of them are, under sequential
//! consistency or under RC11, which is how Rust's orderings are defined ([`Memory`]).
//!
//! # For tests
//!
//! [`model()`] panics with a report if some execution panics, deadlocks, races or leaks, or if a bound cut
//! the search short. The names are those of std: [`sync`], [`thread`], [`cell`], [`hint`], [`future`],
//! [`alloc`], [`thread_local!`], [`lazy_static!`]. They are also those of loom, so that a project which
//! tests with loom switches by one line of its manifest.
//!
//! ```should_panic
//! use plainweave_weave::sync::atomic::{AtomicUsize, Ordering};
//! use plainweave_weave::{model, thread};
//! use std::sync::Arc;
//!
//! model(|| {
//!     let count = Arc::new(AtomicUsize::new(0));
//!     let other = Arc::clone(&count);
//!     let add = |count: &AtomicUsize| {
//!         let before = count.load(Ordering::SeqCst); // The mistake: two steps.
//!         count.store(before + 1, Ordering::SeqCst);
//!     };
//!     let thread = thread::spawn(move || add(&other));
//!     add(&count);
//!     thread.join().unwrap();
//!     assert_eq!(count.load(Ordering::SeqCst), 2);
//! });
//! ```
//!
//! # For tools
//!
//! [`explore_all`] takes a [`Config`] and gives an [`Exploration`]: counts, a digest, why it ended, and the
//! first [`Failure`] with an [`Interleaving`] of as few preemptions as there can be;
//! [`explore_with`] also shows each graph. [`shortest_failure`] looks for the failure that is easiest to
//! follow, [`replay`] runs one again, a [`Route`] does so in another build, [`estimate`] guesses how long all of it takes. [`unit`](mod@unit) splits a
//! search into parts that other threads, processes and machines explore, whose counts add up exactly.
//! [`raw`] has the operations themselves, for those who bring primitives of their own.
//!
//! # What it does not see
//!
//! * Load buffering: `po ∪ rf` is acyclic in RC11.
//! * Accesses of mixed size, and memory that is accessed behind the mirrors' back.
//! * What a loop does that says [`hint::spin_loop`] and gives up only after more than
//!   [`Config::spin_rounds`] rounds: it is taken to go on for ever.
//! * Programs that are not deterministic: they are refused, saying where they differ. With the feature
//!   `allocator`, on by default, addresses are the same in every run; without it, values of
//!   [`AtomicPtr`](sync::atomic::AtomicPtr)s are named after the thread that first stores them.

#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: arena::ModelAllocator = arena::ModelAllocator;

#[cfg(test)]
extern crate self as plainweave_weave;

pub mod alloc;
pub mod cell;
mod config;
mod estimate;
mod exploration;
mod explore;
pub mod future;
pub mod graph;
pub mod hint;
pub mod lazy_static;
mod macros;
mod memory;
pub mod model;
pub mod raw;
mod replay;
mod retrace;
mod run;
mod shortest;
pub mod sync;
pub mod thread;
mod trace;
pub mod unit;
mod watch;
#[doc(hidden)]
pub mod weakened;
mod workers;

pub use config::{Config, Schedule, TimeOuts};
pub use estimate::{Estimate, estimate};
pub use exploration::{Ended, Exploration, Failure, Leaf, explore_all, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use model::{MAX_THREADS, explore, model, skip_branch, stop_exploring};
pub use replay::replay;
pub use retrace::{retrace, retrace_in};
pub use run::{Access, Blocked, End, FailureKind};
pub use shortest::{Proved, Shortest, shortest_failure, smallest_failure};
pub use trace::{
    Ending, Fewest, Held, Interleaving, MissingEdge, Object, Reading, Reason, Role, Side, Source,
    Step, Way, WokenBefore, fewest_preemptions,
};
pub use unit::{Checkpoint, Route, Unit, UnitError};
pub use unit::{explore_units, explore_units_with, replay_unit, resume, resume_with};
pub use unit::{roots, roots_with, shard, shard_with};
pub use watch::{OnProgress, Progress};
