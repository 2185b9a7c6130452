//! The exit codes.

use std::process::ExitCode;

/// How the program ended; the numbers are part of its public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every verdict is as expected.
    AsExpected,
    /// Something went wrong that is not the user's doing.
    InternalError,
    /// The command line, or a file it names, makes no sense.
    Usage,
    /// The filters leave nothing to check.
    NothingMatched,
    /// A check has no verdict, or none for every run, and `--require-exhaustive` asks for it; or it was
    /// interrupted.
    Undecided,
    /// A verdict is not as expected.
    NotAsExpected,
    /// A trace does not fail any more.
    Drifted,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::AsExpected => 0,
            Outcome::InternalError => 1,
            Outcome::Usage => 2,
            Outcome::NothingMatched => 4,
            Outcome::Undecided => 5,
            Outcome::NotAsExpected => 100,
            Outcome::Drifted => 106,
        })
    }
}
