//! Weave: an optimal stateless model checker.
#![allow(missing_docs)]

#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: arena::ModelAllocator = arena::ModelAllocator;

mod config;
mod exploration;
mod explore;
pub mod graph;
mod memory;
pub mod raw;
mod run;
#[doc(hidden)]
pub mod weakened;
mod workers;

pub use config::{Config, Schedule, TimeOuts};
pub use exploration::{Ended, Exploration, Failure, Leaf, explore, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use run::{Blocked, End, FailureKind};
