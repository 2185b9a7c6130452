//! Whoever finds the executions of a program, and what they are asked.

use crate::enumerate::{End, GraphKey};
use crate::fault::Fault;
use crate::program::Program;
use crate::table::{Condition, Model, Outcome, Subject};

/// Finds the executions of programs.
pub trait Explorer {
    /// Finds all executions of a program, and shows each that is complete to `visit`.
    ///
    /// # Errors
    ///
    /// What is wrong with the program, as some execution shows.
    fn explore(
        &self,
        program: &Program,
        model: Model,
        visit: &mut (dyn FnMut(&dyn Ending) + Send),
    ) -> Result<Counts, Failure>;
}

/// An execution that goes no further.
pub trait Ending {
    /// How it ended.
    fn end(&self) -> End;

    /// Its graph.
    fn key(&self) -> GraphKey;

    /// What a variable or a location has at the end. None if the program has no such thing, or if
    /// it is a pair.
    fn value(&self, subject: &Subject) -> Option<i64>;

    /// Whether it ended like this.
    fn has(&self, outcome: &Outcome) -> bool {
        let holds = |Condition { subject, value }: &_| self.value(subject) == Some(*value);
        outcome.conditions.iter().all(holds)
    }
}

/// How many executions there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those in which every thread has ended.
    pub complete: u64,
    /// Those in which some thread waits for ever.
    pub deadlocks: u64,
    /// Whether there may be more, since a limit was met.
    pub is_cut: bool,
}

/// What is wrong with a program, as some execution shows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A thread makes a mistake.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Accesses that are not atomic race.
    #[error(
        "threads {} and {} race for `{location}`: order the accesses, or make them atomic",
        threads[0], threads[1]
    )]
    Race {
        /// The name of the location.
        location: String,
        /// The threads.
        threads: [usize; 2],
    },
}
