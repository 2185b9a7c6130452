//! Weave: an optimal stateless model checker.
#![allow(missing_docs)]

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
pub mod raw;
mod run;
pub mod sync;
pub mod thread;
mod workers;

pub use config::{Config, Schedule, TimeOuts};
pub use exploration::{Ended, Exploration, Failure, Leaf, explore, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use run::{Blocked, End, FailureKind};
