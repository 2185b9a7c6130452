//! What is explored, and what came of it.

use std::fmt;
use std::sync::Arc;

use crate::config::Config;
use crate::graph::{EventId, Graph};
use crate::run::{End, FailureKind, Program};
use crate::workers;

/// An execution that has just ended, as the callback of [`explore_with`] sees it.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// Its graph.
    pub graph: &'a Graph,
    /// How it ended.
    pub end: End,
}

/// Why an exploration ended.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Ended {
    /// Nothing is left: every execution within the bounds was explored.
    Exhausted,
    /// At the first failure.
    Failed,
    /// A thread had more events than it may: a loop that does not end. Where it was.
    Steps {
        /// The line of the operation that was one too many.
        site: String,
        /// How many events a thread may have.
        limit: u32,
    },
    /// The number of runs was spent.
    Runs,
    /// The time was spent.
    Time,
    /// The caller stopped it.
    Stopped,
}

/// The first thing that went wrong.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What it was.
    pub kind: FailureKind,
    /// The execution in which it was, as far as it went.
    pub graph: Graph,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// Counts and findings of an exploration. Counts do not depend on schedule or number of workers if
/// it is exhausted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exploration {
    /// Executions in which all threads ended: one for each consistent graph.
    pub complete: u64,
    /// Executions in which some thread waits for ever.
    pub deadlocks: u64,
    /// Runs that were no executions: a thread was stopped, or waited on a value that was not the
    /// newest.
    pub blocked: u64,
    /// Runs that ended in a panic, a race, or a misuse.
    pub failures: u64,
    /// Runs in which a thread reached the bound of its steps.
    pub cut: u64,
    /// Executions that need more preemptions than the bound allows.
    pub beyond: u64,
    /// Runs of the program.
    pub runs: u64,
    /// Alternatives that turned out to be inconsistent; the program was not run for them.
    pub rejected: u64,
    /// An order-free sum of the names of all executions (complete ones and deadlocks): equal for two
    /// explorations that saw the same ones, and additive over parts.
    pub digest: u64,
    /// Events of the longest execution.
    pub longest: usize,
    /// Alternatives, and graphs put aside, that waited at the same time at most.
    pub backlog: (usize, usize),
    /// The share of the search tree that was explored, from 0 to 1: exact at both ends, an estimate in
    /// between.
    pub progress: f64,
    /// Why it ended.
    pub ended: Ended,
    /// The first failure.
    pub failure: Option<Failure>,
}

impl Default for Exploration {
    fn default() -> Self {
        Self {
            complete: 0,
            deadlocks: 0,
            blocked: 0,
            failures: 0,
            cut: 0,
            beyond: 0,
            runs: 0,
            rejected: 0,
            digest: 0,
            longest: 0,
            backlog: (0, 0),
            progress: 0.0,
            ended: Ended::Exhausted,
            failure: None,
        }
    }
}

impl Exploration {
    /// Whether every execution within the bounds was explored.
    pub fn is_exhaustive(&self) -> bool {
        self.ended == Ended::Exhausted
    }

    /// How many runs the whole search would take, by what was seen so far; exact at the end.
    pub fn estimated_runs(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let runs = self.runs as f64;
        if self.progress > 0.0 { runs / self.progress } else { f64::INFINITY }
    }

    /// Counts one run.
    pub(crate) fn count(&mut self, graph: &Graph, end: End) {
        self.longest = self.longest.max(graph.len());
        match end {
            End::Complete => self.complete += 1,
            End::Deadlock => self.deadlocks += 1,
            End::Blocked => self.blocked += 1,
            End::Failure => self.failures += 1,
            End::Cut => self.cut += 1,
        }
        if matches!(end, End::Complete | End::Deadlock) {
            self.digest = self.digest.wrapping_add(fold(graph.name()));
        }
    }

    /// Adds a part of the same search.
    pub(crate) fn add(&mut self, part: &Self) {
        self.complete += part.complete;
        self.deadlocks += part.deadlocks;
        self.blocked += part.blocked;
        self.failures += part.failures;
        self.cut += part.cut;
        self.beyond += part.beyond;
        self.runs += part.runs;
        self.rejected += part.rejected;
        self.digest = self.digest.wrapping_add(part.digest);
        self.longest = self.longest.max(part.longest);
        self.backlog.0 = self.backlog.0.max(part.backlog.0);
        self.backlog.1 = self.backlog.1.max(part.backlog.1);
        self.progress += part.progress;
        if self.ended == Ended::Exhausted {
            self.ended = part.ended.clone();
        }
        if self.failure.is_none() {
            self.failure.clone_from(&part.failure);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "both halves go in")]
fn fold(name: u128) -> u64 {
    (name >> 64) as u64 ^ name as u64
}

/// Explores every execution of `program` within the bounds of `config`.
///
/// `program` is run once for each execution, and once for each run that turns out to be none. It must
/// do the same whenever its threads read the same values.
///
/// # Panics
///
/// When called inside a model.
pub fn explore(config: &Config, program: impl Fn() + Send + Sync + 'static) -> Exploration {
    explore_with(config, |_| (), program)
}

/// Like [`explore`], and shows each run to `leaf` when it has ended.
///
/// `leaf` is called on the thread of the machine on which all threads of that run ran.
///
/// # Panics
///
/// When called inside a model.
pub fn explore_with(
    config: &Config,
    leaf: impl Fn(&Leaf<'_>) + Sync,
    program: impl Fn() + Send + Sync + 'static,
) -> Exploration {
    let program: Program = Arc::new(program);
    workers::explore(config, &leaf, &program)
}

impl Leaf<'_> {
    /// The value read by an event, and where from: `None` for the initial write.
    pub fn source(&self, event: EventId) -> Option<EventId> {
        Some(self.graph.event(event).source()).filter(|source| source.is_event())
    }
}
