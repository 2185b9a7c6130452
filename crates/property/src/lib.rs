//! Generated concurrent programs, each checked against a sequential specification.

mod counterexample;
mod execution;
mod program;
mod property;
mod standstill;
mod strategy;
mod subject;
mod told;

pub use counterexample::Counterexample;
pub use program::{Program, Size};
pub use property::{Looked, Outcome, Property};
pub use subject::{OperationOf, ResultOf, Subject};

/// To declare how operations are drawn.
pub use proptest;
