//! What can go wrong, the exit code for it, and what helps.

use std::io;
use std::path::PathBuf;

use check::ReplayError;
use report::Format;
use scenarios::ParamError;
use trace::account::LoadError;
use trace::{FaultKind, SaveError};

use crate::exit::Outcome;
use crate::settings::Key;

/// Why a command did nothing, or not all of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A filter that matches no scenario.
    #[error("no scenario is called `{name}`, or has that in its name")]
    UnknownScenario {
        /// The filter.
        name: String,
        /// The closest name, or part of one.
        suggestion: Option<&'static str>,
    },
    /// The filters match, but nothing is left.
    #[error("the filters leave nothing")]
    NothingMatched,
    /// A size that a scenario does not have, or not like this.
    #[error("{scenario}: {problem}")]
    Size {
        /// The scenario.
        scenario: &'static str,
        /// What is wrong.
        problem: ParamError,
    },
    /// A flag without an engine that knows it.
    #[error("`{flag}` is for {engines}, and `--engine` says something else")]
    NotOfTheseEngines {
        /// The flag.
        flag: String,
        /// The engines.
        engines: &'static str,
    },
    /// A report on several checks.
    #[error("`--report {kind}=…` is for one check, and these are {checks}")]
    SeveralReports {
        /// Of which kind.
        kind: &'static str,
        /// How many.
        checks: usize,
    },
    /// A kind of fault that does not exist.
    #[error("no fault has the code `{code}`; there are {}", codes())]
    UnknownCode {
        /// What was asked for.
        code: String,
        /// The closest code.
        suggestion: Option<&'static str>,
    },
    /// A command without a manual page.
    #[error("there is no command `{0}`")]
    UnknownCommand(String),
    /// A variable that makes no sense.
    #[error("the variable {name}: {problem}")]
    Variable {
        /// Its name.
        name: String,
        /// What is wrong with its value.
        problem: String,
    },
    /// The file with settings cannot be read.
    #[error("cannot read {}", path.display())]
    ReadConfig {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file with settings makes no sense.
    #[error("{}:{line}: {problem}", path.display())]
    Config {
        /// Where it is.
        path: PathBuf,
        /// In which line.
        line: usize,
        /// What is wrong.
        problem: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// Ctrl-C cannot be listened for.
    #[error("cannot listen for Ctrl-C")]
    Signal(#[source] io::Error),
    /// A trace that cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A trace that cannot be run again.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A trace that cannot be written.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// A benchmark that does not exist.
    #[error(transparent)]
    Program(#[from] bench::UnknownProgram),
    /// A litmus program that is none.
    #[error(transparent)]
    Litmus(#[from] litmus::ProgramError),
    /// A litmus program that goes wrong.
    #[error(transparent)]
    LitmusRun(#[from] litmus::Failure),
    /// A table that cannot be read.
    #[error("cannot read {}", path.display())]
    ReadTable {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A table that makes no sense.
    #[error("{} is no table of programs", path.display())]
    Table {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: litmus::table::TableError,
    },
    /// A measurement that could not be started.
    #[error("cannot start a process to measure in")]
    Child(#[source] io::Error),
    /// Output that cannot be written.
    #[error("cannot write the output")]
    Output(#[source] io::Error),
}

impl Error {
    /// The exit code.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Replay(ReplayError::Drifted(_)) => Outcome::Drifted,
            Self::Replay(ReplayError::CutShort { .. }) => Outcome::Undecided,
            Self::UnknownScenario { .. }
            | Self::Size { .. }
            | Self::NotOfTheseEngines { .. }
            | Self::SeveralReports { .. }
            | Self::UnknownCode { .. }
            | Self::UnknownCommand(_)
            | Self::Variable { .. }
            | Self::ReadConfig { .. }
            | Self::Config { .. }
            | Self::Program(_)
            | Self::Litmus(_)
            | Self::LitmusRun(_)
            | Self::ReadTable { .. }
            | Self::Table { .. }
            | Self::Load(_)
            | Self::Replay(_) => Outcome::Usage,
            Self::NothingMatched => Outcome::NothingMatched,
            Self::Save(_) | Self::Signal(_) | Self::Child(_) | Self::Output(_) => {
                Outcome::InternalError
            }
        }
    }

    /// What helps.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownScenario { suggestion: Some(name), .. } => {
                Some(format!("did you mean `{name}`? `plainweave list` shows them all"))
            }
            Self::UnknownScenario { suggestion: None, .. }
            | Self::Replay(ReplayError::UnknownScenario { .. }) => {
                Some("`plainweave list` shows all scenarios".to_owned())
            }
            Self::NothingMatched => Some("drop `--expect`, or another filter".to_owned()),
            Self::Save(_) => {
                Some("`--traces DIR` and `--report KIND=PATH` name another place".to_owned())
            }
            Self::SeveralReports { .. } => {
                let several = Format::ALL.into_iter().filter(|format| format.takes_several());
                let several: Vec<&str> = several.map(Format::name).collect();
                let several = several.join(", ");
                Some(format!("name a scenario in full, and one engine; {several} take several"))
            }
            Self::UnknownCode { suggestion: Some(code), .. } => {
                Some(format!("did you mean `plainweave explain {code}`?"))
            }
            Self::UnknownCode { suggestion: None, .. } => {
                Some("`plainweave explain` says what each of them is".to_owned())
            }
            Self::UnknownCommand(_) => Some("`plainweave help` lists the commands".to_owned()),
            Self::Variable { name, .. } => Some(format!("unset {name}, or give it another value")),
            Self::Config { suggestion: Some(known), .. } => {
                Some(format!("did you mean `{known}`? The keys are {}", Key::names()))
            }
            Self::Config { suggestion: None, .. } => {
                Some(format!("the keys are {}; see `plainweave help config`", Key::names()))
            }
            Self::ReadConfig { .. } => {
                Some("move it away, or let it be a file that you may read".to_owned())
            }
            Self::Size { .. } => {
                Some("`plainweave list --long` shows the sizes of each scenario".to_owned())
            }
            Self::NotOfTheseEngines { .. } => {
                Some("`--engine` names the engines; without it, it is weave".to_owned())
            }
            Self::Litmus(_) | Self::LitmusRun(_) => {
                Some("`plainweave help litmus` shows programs".to_owned())
            }
            Self::ReadTable { .. } => Some(
                "a program is given in quotes; a table is a file that ends in `.tsv`".to_owned(),
            ),
            Self::Table { .. } => {
                Some("columns `name`, `model` and `program`, separated by tabs".to_owned())
            }
            Self::Replay(ReplayError::Drifted(_)) => {
                Some("`plainweave check` looks for the fault anew".to_owned())
            }
            Self::Replay(_)
            | Self::Program(_)
            | Self::Signal(_)
            | Self::Child(_)
            | Self::Load(_)
            | Self::Output(_) => None,
        }
    }
}

fn codes() -> String {
    FaultKind::ALL.map(FaultKind::name).join(", ")
}
