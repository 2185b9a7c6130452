//! The naive enumerator: all executions of a program, found the obvious way.
//!
//! A graph grows by one event at a time: by the next operation of any thread, reading from any
//! write there is, standing anywhere in modification order. Whatever satisfies the axioms, each of
//! them evaluated on matrices of bits as it is published, is kept, and is looked at once. So this
//! is slow and simple, and shares nothing with an engine that is to be compared with it.
//!
//! Events are added after what they read, so no execution has a cycle in `po ∪ rf`; and every part
//! of an execution that is closed under `po ∪ rf` is an execution, so none is missed.
//!
//! ```
//! use plainweave_litmus::Program;
//! use plainweave_litmus::enumerate::{Axioms, Limits, count};
//! use plainweave_litmus::table::Model;
//!
//! let store_buffering = Program::new("x:=1@rel; a<-y@acq || y:=1@rel; b<-x@acq")?;
//! let executions = |model| count(&store_buffering, Axioms::of(model), &Limits::default());
//! assert_eq!(executions(Model::Sc)?.complete, 3);
//! assert_eq!(executions(Model::Rc11)?.complete, 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axioms;
mod basic;
mod execution;
mod graph;
mod grow;
mod key;
mod naive;
mod orders;
mod preemptions;
mod rc11;
mod relation;

use std::time::Duration;

pub use axioms::{Axioms, Variant};
pub use execution::{End, Execution};
pub use key::{Act, EventId, EventKey, GraphKey, ReadsFrom};
pub use naive::Naive;
pub use preemptions::{Interleaving, fewest_preemptions, interleaving};

use crate::explorer::Race;
use crate::fault::Fault;
use crate::program::Program;
use grow::Search;

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most graphs to look at, complete or not.
    pub graphs_max: usize,
    /// The most events of a thread.
    pub events_max: usize,
    /// The longest time.
    pub time_max: Option<Duration>,
}

impl Default for Limits {
    /// A million graphs, a hundred events of each thread, however long it takes.
    fn default() -> Self {
        Self { graphs_max: 1_000_000, events_max: 100, time_max: None }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enumeration {
    /// Executions in which every thread has ended.
    pub complete: u64,
    /// Executions in which some thread waits for ever, and none was stopped by an `assume`.
    pub deadlocks: u64,
    /// Executions that go no further, and in which some thread was stopped by an `assume`.
    pub blocked: u64,
    /// A race, if there is one. Then the numbers mean nothing.
    pub race: Option<Race>,
    /// Graphs that were looked at.
    pub graphs: usize,
    /// Why not everything was looked at, if so. Then there may be more of everything.
    pub cut: Option<Cut>,
}

/// What made an enumeration end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// A thread has more events than the limit.
    Events,
    /// There are more graphs than the limit.
    Graphs,
    /// It took too long.
    Time,
}

/// Finds all executions, and shows each complete one, deadlock or blocked one, once.
///
/// Takes time and memory in proportion to the number of graphs, complete or not, which is
/// exponential in the number of events.
///
/// # Errors
///
/// A mistake that the program makes in some execution.
pub fn enumerate(
    program: &Program,
    axioms: Axioms,
    limits: &Limits,
    visit: impl FnMut(&Execution<'_>),
) -> Result<Enumeration, Fault> {
    Search::new(program, axioms, limits).run(visit)
}

/// Counts executions.
///
/// # Errors
///
/// A mistake that the program makes in some execution.
pub fn count(program: &Program, axioms: Axioms, limits: &Limits) -> Result<Enumeration, Fault> {
    enumerate(program, axioms, limits, |_| {})
}
