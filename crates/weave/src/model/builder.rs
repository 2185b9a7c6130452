//! What to check, with loom's names.

use std::path::PathBuf;
use std::time::Duration;

use super::report;
use crate::config::{Config, TimeOuts};
use crate::exploration::{Exploration, explore_all};
use crate::memory::Memory;

/// Bounds of a check, as loom names them, and what only this checker has.
///
/// ```
/// use plainweave_weave::{Memory, model::Builder};
///
/// let mut builder = Builder::new();
/// builder.preemption_bound = Some(2);
/// builder.memory = Memory::Sc;
/// builder.check(|| ());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "loom's fields")]
pub struct Builder {
    /// How many threads an execution may have, the first one included. More are a failure. 1,000; loom
    /// has 5.
    pub max_threads: usize,

    /// How many steps each thread may have. More are a failure, since they are most likely a loop that does
    /// not end. `LOOM_MAX_BRANCHES`, else 10,000; loom counts the steps of all threads together, and has
    /// 1,000.
    pub max_branches: usize,

    /// How often the program is run at most. When that many are not enough a line says so.
    /// `LOOM_MAX_PERMUTATIONS`, else without a bound.
    pub max_permutations: Option<usize>,

    /// How long the check takes at most. When that is not enough a line says so. `LOOM_MAX_DURATION`, in
    /// seconds, else without a bound.
    pub max_duration: Option<Duration>,

    /// How often threads may be interrupted that could have gone on. `LOOM_MAX_PREEMPTIONS`, else without a
    /// bound.
    pub preemption_bound: Option<usize>,

    /// Not used: when it is given a line says that the search starts anew. `LOOM_CHECKPOINT_FILE`.
    pub checkpoint_file: Option<PathBuf>,

    /// Not used, as there are no checkpoints. `LOOM_CHECKPOINT_INTERVAL`, else 20,000.
    pub checkpoint_interval: usize,

    /// Not used: everything is explored from the beginning, with or without
    /// [`explore`](super::explore).
    pub expect_explicit_explore: bool,

    /// Not used: the lines of operations are always known, and cost nothing. `LOOM_LOCATION`.
    pub location: bool,

    /// Whether a line says what was explored when nothing failed. `LOOM_LOG`.
    pub log: bool,

    /// The memory model.
    pub memory: Memory,

    /// When waits with a time limit give up.
    pub time_outs: TimeOuts,

    /// Whether weak compare-and-swaps may fail, and waits wake up, without a reason.
    pub spurious: bool,

    /// Whether a thread that panics only ends itself, as in a program; see
    /// [`Config::survive_panics`](crate::Config::survive_panics).
    pub survive_panics: bool,

    /// How many threads of the machine work on the check.
    pub jobs: usize,

    /// Bytes of stack of each thread.
    pub stack_size: usize,
}

impl Builder {
    /// The bounds that the environment gives, in the variables that are named with each; without them
    /// none but those that stop loops without an end.
    ///
    /// # Panics
    ///
    /// If a variable has a value that is no number.
    #[track_caller]
    pub fn new() -> Self {
        let config = Config::default();
        Self {
            max_threads: config.threads as usize,
            max_branches: variable("LOOM_MAX_BRANCHES").unwrap_or(config.steps as usize),
            max_permutations: variable("LOOM_MAX_PERMUTATIONS"),
            max_duration: variable("LOOM_MAX_DURATION").map(Duration::from_secs),
            preemption_bound: variable("LOOM_MAX_PREEMPTIONS"),
            checkpoint_file: std::env::var_os("LOOM_CHECKPOINT_FILE").map(PathBuf::from),
            checkpoint_interval: variable("LOOM_CHECKPOINT_INTERVAL").unwrap_or(20_000),
            expect_explicit_explore: false,
            location: std::env::var_os("LOOM_LOCATION").is_some(),
            log: std::env::var_os("LOOM_LOG").is_some(),
            memory: config.memory,
            time_outs: config.time_outs,
            spurious: config.spurious,
            survive_panics: config.survive_panics,
            jobs: config.jobs,
            stack_size: config.stack_size,
        }
    }

    /// Names a file for checkpoints; see [`checkpoint_file`](Self::checkpoint_file).
    pub fn checkpoint_file(&mut self, file: &str) -> &mut Self {
        self.checkpoint_file = Some(file.into());
        self
    }

    /// The same bounds for [`explore_all`](crate::explore_all).
    pub fn config(&self) -> Config {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Config {
            memory: self.memory,
            preemptions: self.preemption_bound.map(number),
            runs: self.max_permutations.map(|runs| runs as u64),
            time: self.max_duration,
            steps: number(self.max_branches),
            threads: number(self.max_threads),
            time_outs: self.time_outs,
            spurious: self.spurious,
            survive_panics: self.survive_panics,
            jobs: self.jobs,
            stack_size: self.stack_size,
            ..Config::default()
        }
    }

    /// Checks every execution of `f` within the bounds.
    ///
    /// # Panics
    ///
    /// With a report, when an execution fails; and inside a model.
    #[track_caller]
    pub fn check<F>(&self, f: F)
    where
        F: Fn() + Sync + Send + 'static,
    {
        if let Some(file) = &self.checkpoint_file {
            eprintln!(
                "plainweave: `Builder` keeps no checkpoints: {} is neither read nor written, and \
                 the search starts anew; see `Config::checkpoint` and `resume`",
                file.display()
            );
        }
        let exploration = self.explore(f);
        if let Some(failure) = report::failure(&exploration) {
            panic!("{failure}");
        }
        if let Some(note) = report::note(&exploration, self.log) {
            eprintln!("{note}");
        }
    }

    /// Explores every execution of `f` within the bounds, and says what there was.
    ///
    /// # Panics
    ///
    /// Inside a model.
    #[track_caller]
    pub fn explore<F>(&self, f: F) -> Exploration
    where
        F: Fn() + Sync + Send + 'static,
    {
        explore_all(&self.config(), f)
    }
}

impl Default for Builder {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

/// A number from the environment.
#[track_caller]
fn variable<T: std::str::FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    let Ok(number) = value.parse() else {
        panic!("invalid value for `{name}`: {value:?} is no number that fits");
    };
    Some(number)
}
