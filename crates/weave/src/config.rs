//! What to check, and within which bounds.

use std::time::Duration;

use crate::memory::Memory;

/// Which ready thread goes first when a new part of a graph is built. Any choice explores the same
/// executions; the others exist to test that.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TimeOuts {
    /// At any moment, as a clock may have it.
    #[default]
    Free,
    /// At any moment, but a thread's first so many only; after that it waits to be woken.
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
    /// switches away from a thread that could have gone on.
    pub preemptions: Option<u32>,
    /// Ends after this many runs of the program.
    pub runs: Option<u64>,
    /// Ends after this time.
    pub time: Option<Duration>,
    /// Events of one thread in one execution; a thread that has more is in a loop that does not end.
    pub steps: u32,
    /// Threads in one execution.
    pub threads: u32,
    /// Rounds of a loop, with a hint and nothing new to see, after which it counts as endless.
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
            steps: 10_000,
            threads: 1_000,
            spin_rounds: 200,
            time_outs: TimeOuts::default(),
            spurious: false,
            survive_panics: false,
            schedule: Schedule::default(),
            jobs: 1,
            stack_size: 512 * 1024,
        }
    }
}
