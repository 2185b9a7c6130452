//! Which checker.

use std::fmt;
use std::str::FromStr;

use crate::on;
use crate::program::{Goal, Program};

/// A checker, as its users have it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Engine {
    /// Ours, under RC11.
    Weave,
    /// Ours, under sequential consistency.
    WeaveSc,
    /// Ours, under RC11, with two workers.
    Weave2,
    /// loom.
    Loom,
    /// Shuttle, depth first.
    ShuttleDfs,
    /// Shuttle, uniform random walk: finds bugs, exhausts nothing.
    ShuttleUrw,
}

/// A name that no engine has.
#[derive(Debug, thiserror::Error)]
#[error(
    "no engine is called `{0}`; there are weave, weave-sc, weave-2, loom, shuttle-dfs and shuttle-urw"
)]
pub struct UnknownEngine(String);

impl Engine {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Weave, Self::WeaveSc, Self::Weave2, Self::Loom, Self::ShuttleDfs, Self::ShuttleUrw];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weave => "weave",
            Self::WeaveSc => "weave-sc",
            Self::Weave2 => "weave-2",
            Self::Loom => "loom",
            Self::ShuttleDfs => "shuttle-dfs",
            Self::ShuttleUrw => "shuttle-urw",
        }
    }

    /// Whether it ends by itself when everything was explored.
    pub fn exhausts(self) -> bool {
        self != Self::ShuttleUrw
    }

    /// Why it cannot run a program, if it cannot.
    pub fn refuses(self, program: &Program) -> Option<&'static str> {
        (self == Self::Loom && program.threads > 4).then_some("loom has 4 threads and main")
    }

    /// Whether the program was compiled for this engine.
    pub fn has(self, program: &Program) -> bool {
        self.body(program.name).is_some()
    }

    /// Explores a program, here: all of it, or up to its bug.
    ///
    /// # Panics
    ///
    /// If this is not weave: the others may end the process.
    pub fn explore(self, program: &Program) -> weave::Exploration {
        let config = self.config(program).expect("weave");
        let body = self.body(program.name).expect("every program is compiled for weave");
        weave::explore_all(&config, body)
    }

    /// The bounds on weave.
    pub(crate) fn config(self, program: &Program) -> Option<weave::Config> {
        let mut config = weave::Config::default();
        match self {
            Self::Weave => {}
            Self::WeaveSc => config.memory = weave::Memory::Sc,
            Self::Weave2 => config.jobs = 2,
            Self::Loom | Self::ShuttleDfs | Self::ShuttleUrw => return None,
        }
        config.stop_at_first_failure = program.goal == Goal::FindBug;
        Some(config)
    }

    /// The program, compiled for this engine.
    pub(crate) fn body(self, name: &str) -> Option<fn()> {
        let table = match self {
            Self::Weave | Self::WeaveSc | Self::Weave2 => on::weave::PROGRAMS,
            Self::Loom => on::loom::PROGRAMS,
            Self::ShuttleDfs | Self::ShuttleUrw => on::shuttle::PROGRAMS,
        };
        table.iter().find(|(known, _)| *known == name).map(|&(_, body)| body)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        let engine = Self::ALL.into_iter().find(|engine| engine.name() == name);
        engine.ok_or_else(|| UnknownEngine(name.to_owned()))
    }
}
