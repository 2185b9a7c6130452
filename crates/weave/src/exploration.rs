//! What is explored, and what came of it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::explore::Share;
use crate::graph::{EventId, Graph, ThreadIndex};
use crate::run::{End, Engine, FailureKind, Names, Program};
use crate::trace::Interleaving;
use crate::unit::session;
use crate::workers::Task;

/// An execution that has just ended, as the callback of [`explore_with`] sees it.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// Its graph.
    pub graph: &'a Graph,
    /// How it ended.
    pub end: End,
    /// Which attempt at the search it belongs to. The first one takes for granted that counts of shared
    /// values do not matter (see [`sync::Arc`](crate::sync::Arc)); if one does, the search starts anew,
    /// and what was seen of earlier attempts is of no interest.
    pub attempt: u32,
    /// What failed, if something did.
    pub failure: Option<&'a FailureKind>,
    pub(crate) engine: Behind<'a>,
}

/// The worker whose run it was.
#[derive(Clone, Copy)]
pub(crate) struct Behind<'a>(pub(crate) &'a Engine);

impl fmt::Debug for Behind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// Why an exploration ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
        /// The lines of one round of the loop, as far as there is one.
        cycle: Vec<String>,
    },
    /// The number of runs was spent.
    Runs,
    /// The time was spent.
    Time,
    /// The caller stopped it, or the program did.
    Stopped,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exhausted => f.write_str("every execution within the bounds was explored"),
            Self::Failed => f.write_str("the first failure ended it"),
            Self::Steps { site, limit, cycle } => {
                let lines = if cycle.is_empty() { site.clone() } else { cycle.join(", ") };
                write!(
                    f,
                    "a thread had more than {limit} events, the last ones again and again at \
                     {lines}: a loop that may go on for ever\n  In a loop that waits, call \
                     hint::spin_loop() or thread::yield_now(), so that it counts as waiting; give \
                     one that retries a number of attempts; if it does end, raise the bound on steps",
                )
            }
            Self::Runs => f.write_str("the number of runs was spent"),
            Self::Time => f.write_str("the time was spent"),
            Self::Stopped => f.write_str("it was stopped"),
        }
    }
}

impl Ended {
    /// Which of two reasons counts: what was found is worth more than that a bound was reached.
    fn rank(&self) -> u8 {
        match self {
            Self::Exhausted => 0,
            Self::Runs => 1,
            Self::Time => 2,
            Self::Stopped => 3,
            Self::Steps { .. } => 4,
            Self::Failed => 5,
        }
    }
}

/// Something that went wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// What it was.
    pub kind: FailureKind,
    /// The execution in which it was, as far as it went.
    pub graph: Graph,
    /// How it comes about: the steps, with as few preemptions as possible.
    pub interleaving: Interleaving,
    /// What the numbers of threads and locations in the graph stand for.
    pub(crate) names: Names,
}

impl Failure {
    /// By which the one to report is chosen: see [`rank`].
    fn rank(&self) -> (bool, usize, u128) {
        rank(&self.kind, &self.graph)
    }

    /// By which the smallest one is chosen: fewest preemptions, fewest steps, threads in the order in which
    /// they were started; then by name, so that it does not depend on workers. What keeps a program from
    /// being checked comes first.
    pub(crate) fn size(&self) -> (bool, u32, usize, Vec<ThreadIndex>, u128) {
        let is_of_an_execution = self.kind.is_of_an_execution();
        let turns: Vec<_> = self.interleaving.steps.iter().map(|step| step.thread).collect();
        let preemptions = self.interleaving.preemptions();
        (is_of_an_execution, preemptions, turns.len(), turns, self.graph.name())
    }
}

/// What went wrong and why, and the interleaving.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.kind, self.interleaving)
    }
}

/// Counts and findings of an exploration. Counts do not depend on the number of workers, or on how a
/// search was split, if it is exhausted.
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
    /// Runs of the program. The only count that depends on workers and splits, and that only if threads
    /// go round loops: see `rounds`.
    pub runs: u64,
    /// Alternatives that turned out to be inconsistent; the program was not run for them.
    pub rejected: u64,
    /// Alternatives that only made a loop go round once more. Whoever does not remember that runs the
    /// program to find it out.
    pub rounds: u64,
    /// Operations that destructors did when their run was over and its threads were made to unwind. They
    /// are imitated, since nobody sees them. Code that asks
    /// [`is_abandoned`](crate::raw::is_abandoned) first does none. Depends on how many runs there were.
    pub imitated: u64,
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
    /// The same as a number that adds up exactly over parts.
    pub(crate) share: Share,
    /// Whether some time limit could not run out because of [`TimeOuts`](crate::TimeOuts): then there
    /// are executions that were not explored.
    pub held_back: bool,
    /// Why it ended.
    pub ended: Ended,
    /// What went wrong, if something did. If the first failure ends the exploration: that one, in the
    /// order of the search with one worker, and any with several. Otherwise the one with the fewest
    /// events, which does not depend on workers or on how the search was split.
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
            rounds: 0,
            imitated: 0,
            digest: 0,
            longest: 0,
            backlog: (0, 0),
            progress: 0.0,
            share: Share::NOTHING,
            held_back: false,
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

    /// Whether a failure with this graph is rather to be reported than what there is.
    pub(crate) fn prefers(&self, kind: &FailureKind, graph: &Graph) -> bool {
        let known = self.failure.as_ref().map(Failure::rank);
        known.is_none_or(|known| rank(kind, graph) < known)
    }

    /// Says why it ended, unless a better reason is known.
    pub(crate) fn end(&mut self, why: Ended) {
        if why.rank() > self.ended.rank() {
            self.ended = why;
        }
    }

    /// Says which share of the search tree this is.
    pub(crate) fn set_share(&mut self, share: Share) {
        self.share = share;
        self.progress = share.fraction_of(Share::WHOLE);
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
            End::Beyond => self.beyond += 1,
        }
        if matches!(end, End::Complete | End::Deadlock) {
            self.digest = self.digest.wrapping_add(fold(graph.name()));
        }
    }

    /// Adds a part of the same search: counts and digests of disjoint parts add up to those of the whole.
    ///
    /// Of two reasons why they ended, the graver one is kept. Whoever has also added what was left of
    /// a part that ended early knows better than that, and sets [`ended`](Self::ended).
    pub fn add(&mut self, part: &Self) {
        self.complete += part.complete;
        self.deadlocks += part.deadlocks;
        self.blocked += part.blocked;
        self.failures += part.failures;
        self.cut += part.cut;
        self.beyond += part.beyond;
        self.runs += part.runs;
        self.rejected += part.rejected;
        self.rounds += part.rounds;
        self.imitated += part.imitated;
        self.digest = self.digest.wrapping_add(part.digest);
        self.longest = self.longest.max(part.longest);
        self.backlog.0 = self.backlog.0.max(part.backlog.0);
        self.backlog.1 = self.backlog.1.max(part.backlog.1);
        self.held_back |= part.held_back;
        self.set_share(self.share.plus(part.share));
        self.end(part.ended.clone());
        if let Some(failure) = &part.failure
            && self.prefers(&failure.kind, &failure.graph)
        {
            self.failure = Some(failure.clone());
        }
    }

    /// Adds a part of a search for the failure with the fewest preemptions.
    pub(crate) fn add_for_fewest(&mut self, part: &Self) {
        let size = |found: &Self| found.failure.as_ref().map(Failure::size);
        let (known, new) = (size(self), size(part));
        let keeps = known.is_some() && new.is_none_or(|new| known <= Some(new));
        let kept = keeps.then(|| self.failure.clone());
        self.failure = None;
        self.add(part);
        if let Some(kept) = kept {
            self.failure = kept;
        }
    }
}

/// Which of two failures to report: short executions first, then by name. But that a program does
/// something else than before comes last: it may be what a race does to it.
fn rank(kind: &FailureKind, graph: &Graph) -> (bool, usize, u128) {
    let is_changing = matches!(kind, FailureKind::NotDeterministic { .. });
    (is_changing, graph.len(), graph.name())
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
pub fn explore_all(config: &Config, program: impl Fn() + Send + Sync + 'static) -> Exploration {
    explore_with(config, |_| (), program)
}

/// Like [`explore_all`], and shows each run to `leaf` when it has ended.
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
    session::explore_all(Task::new(config, &leaf, &program))
}

impl Leaf<'_> {
    /// The value read by an event, and where from: `None` for the initial write.
    pub fn source(&self, event: EventId) -> Option<EventId> {
        Some(self.graph.event(event).source()).filter(|source| source.is_event())
    }
}
