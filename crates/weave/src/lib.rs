//! Weave: an optimal stateless model checker.

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
pub use exploration::{Ended, Exploration, Failure, Leaf, explore, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use model::{MAX_THREADS, model, skip_branch, stop_exploring};
pub use replay::replay;
pub use retrace::{retrace, retrace_in};
pub use run::{Access, Blocked, End, FailureKind};
pub use shortest::{Proved, Shortest, shortest_failure};
pub use trace::{
    Ending, Fewest, Held, Interleaving, MissingEdge, Object, Reading, Reason, Role, Side, Source,
    Step, WokenBefore, fewest_preemptions,
};
pub use unit::{Checkpoint, Unit, UnitError};
pub use unit::{explore_units, explore_units_with, replay_unit, resume, resume_with};
pub use unit::{roots, roots_with, shard, shard_with};
pub use watch::{OnProgress, Progress};
