//! What to check, and within which bounds.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::memory::Memory;
use crate::watch::OnProgress;

/// Which ready thread goes first when a new part of a graph is built. Any choice explores the same
/// executions; the others exist to test that.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Schedule {
    /// The thread that went last, else the one with the lowest number.
    #[default]
    LeftToRight,
    /// The one with the highest number, chosen anew for each event.
    RightToLeft,
    /// Any, by this seed, chosen anew for each event.
    Random(u64),
}

/// When a wait with a time limit gives up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum TimeOuts {
    /// At any moment, as a clock may have it.
    #[default]
    Free,
    /// At any moment, but a thread's first so many only; after that only when no thread can move.
    Early(u32),
    /// Never: it waits to be woken.
    Never,
}

/// The bounds of an exploration. The default has none but the steps of a thread, which stop loops
/// that never end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The memory model.
    pub memory: Memory,
    /// Whether the first failure ends the exploration.
    pub stop_at_first_failure: bool,
    /// Counts only executions that some interleaving reaches with at most this many preemptions:
    /// switches away from a thread that could have gone on, as
    /// [`fewest_preemptions`](crate::fewest_preemptions) has it. The others are counted as
    /// [`beyond`](crate::Exploration::beyond).
    ///
    /// The counts are exact, and a failure is one only if its own interleaving, from the start to where
    /// it fails, is within the bound. Under weak memory an execution that no interleaving explains
    /// counts with the preemptions of the best order in which reads may find older values, as if that
    /// were free.
    ///
    /// The bound is a filter: the search passes through graphs that need more preemptions than
    /// those it leads to, so it leaves none of them out, and takes as long as without a bound. It
    /// answers whether a few preemptions suffice, and finds failures that are easy to follow.
    pub preemptions: Option<u32>,
    /// Ends after this many runs of the program; several workers may end a few short of it. Runs before
    /// a resumption do not count.
    pub runs: Option<u64>,
    /// Ends after this time.
    pub time: Option<Duration>,
    /// Ends soon after somebody, say the handler of a signal, makes this `true`. What is left can be
    /// had as units.
    pub stop: Option<Arc<AtomicBool>>,
    /// Is told from time to time how far the exploration is.
    pub on_progress: Option<OnProgress>,
    /// Names the program in units and checkpoints: those of a program with another name are refused.
    /// The running executable is part of the name by itself; this tells the models in it apart.
    pub program: String,
    /// Where [`explore_units`](crate::explore_units) and [`resume`](crate::resume) put down how far they
    /// are. Other explorations, which cannot report that they failed to, do not.
    pub checkpoint: Option<PathBuf>,
    /// How long a checkpoint lasts until it is replaced. One is always written at the end.
    pub checkpoint_every: Duration,
    /// A checkpoint is also replaced after this many runs.
    pub checkpoint_runs: Option<u64>,
    /// Events of one thread in one execution; a thread that has more is in a loop that does not end.
    pub steps: u32,
    /// Threads in one execution.
    pub threads: u32,
    /// Rounds of a loop, with a hint and nothing new to see, after which it counts as endless: what a
    /// loop does that gives up by itself only after more of them is not explored.
    pub spin_rounds: u32,
    /// When waits with a time limit give up.
    pub time_outs: TimeOuts,
    /// Whether weak compare-and-swaps may fail, and waits wake up, without a reason.
    pub spurious: bool,
    /// Whether a thread that panics only ends itself, as in a program, and `join` tells who asks.
    /// Otherwise a panic that leaves its thread is a failure. One of the first thread always is.
    pub survive_panics: bool,
    /// Which thread goes first.
    pub schedule: Schedule,
    /// Workers, each on a thread of the machine.
    pub jobs: usize,
    /// Bytes of stack of a thread of the program.
    pub stack_size: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            stop_at_first_failure: true,
            preemptions: None,
            runs: None,
            time: None,
            stop: None,
            on_progress: None,
            program: String::new(),
            checkpoint: None,
            checkpoint_every: Duration::from_secs(30),
            checkpoint_runs: None,
            steps: 10_000,
            threads: 1_000,
            spin_rounds: 1_000,
            time_outs: TimeOuts::default(),
            spurious: false,
            survive_panics: false,
            schedule: Schedule::default(),
            jobs: 1,
            stack_size: 512 * 1024,
        }
    }
}
