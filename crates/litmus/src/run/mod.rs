//! Programs on the engine, `weave`.
//!
//! Each run of the engine has a `World`, in which an interpreter of each thread performs its
//! operations. Two things are not as in the language:
//!
//! * The engine's threads have no numbers that are known before they are started. So who joins one
//!   first waits, at a place that no program can name, until it was started. This adds no
//!   execution: there is one value to read.
//! * To wait for a mutex costs nothing if only its holders unlock it, which the engine has to be
//!   told. It is if the code of the threads shows it.

mod engine;
mod holders;
mod leaf;
mod outcomes;
mod world;

pub use engine::{Report, Weave};
pub use outcomes::{OutcomeCount, Outcomes};
