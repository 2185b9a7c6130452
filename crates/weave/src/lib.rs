//! Weave: an optimal stateless model checker.
#![allow(missing_docs)]

#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: arena::ModelAllocator = arena::ModelAllocator;

pub mod alloc;
pub mod cell;
mod config;
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
mod run;
pub mod sync;
pub mod thread;
#[doc(hidden)]
pub mod weakened;
mod workers;

pub use config::{Config, Schedule, TimeOuts};
pub use exploration::{Ended, Exploration, Failure, Leaf, explore, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use model::{MAX_THREADS, model, skip_branch, stop_exploring};
pub use run::{Blocked, End, FailureKind};
