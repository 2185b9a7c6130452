//! Weave: an optimal stateless model checker.
#![allow(missing_docs)]

mod config;
mod exploration;
mod explore;
pub mod graph;
mod memory;
pub mod raw;
mod retrace;
mod run;
mod workers;

pub use config::{Config, Schedule, TimeOuts};
pub use exploration::{Ended, Exploration, Failure, Leaf, explore, explore_with};
pub use explore::Answer;
pub use memory::Memory;
pub use retrace::{retrace, retrace_in};
pub use run::{Blocked, End, FailureKind};
