//! Whoever finds the executions of a program, and what they are asked.

use crate::enumerate::{End, GraphKey};
use crate::fault::Fault;
use crate::program::{Location, Program};
use crate::table::{Condition, Model, Outcome, Subject};
use crate::value::Value;

/// Finds the executions of programs.
pub trait Explorer {
    /// Finds all executions of a program, and shows each that is complete, or a deadlock, to
    /// `visit`, once.
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

    /// What a variable, a part of one such as `r[0]`, or a location has at the end. None if the
    /// program has no such thing, or if it is a pair.
    fn value(&self, subject: &Subject) -> Option<i64>;

    /// What the variables of each thread have at its end.
    fn variables(&self) -> Vec<Vec<(String, Value)>>;

    /// What the locations that were accessed have at the end.
    fn locations(&self) -> Vec<(Location, i64)>;

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

/// Two accesses which nothing orders, to a location that is not atomic, one of them a write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "thread {thread} races for `{location}`, which is not atomic: order its accesses, or replace `@na`"
)]
pub struct Race {
    /// The name of the location.
    pub location: String,
    /// One of the threads.
    pub thread: usize,
}

/// What is wrong with a program, as some execution shows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A thread makes a mistake.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Accesses that are not atomic race.
    #[error(transparent)]
    Race(#[from] Race),
    /// The engine refuses the program.
    #[error("{0}")]
    Refused(String),
}
