//! What can be wrong with units and checkpoints.

use std::io;
use std::path::PathBuf;

use super::Unit;
use crate::exploration::Exploration;

/// Why a unit or a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The text is not one of a unit.
    #[error("this is no unit: its text begins with `weave-unit-`; copy the whole of it")]
    NotAUnit,
    /// It is of another version of the engine.
    #[error(
        "the unit has format {found}, and this engine reads format {known}: explore it with the \
         version that made it"
    )]
    Format {
        /// Its format.
        found: u32,
        /// The one that this engine writes and reads.
        known: u32,
    },
    /// Something happened to the text.
    #[error("the text of the unit is damaged ({what}): take it from where it was written again")]
    Damaged {
        /// What shows it.
        what: String,
    },
    /// The text is intact, but no engine of this version writes that.
    #[error("the unit describes nothing that can be: {what}; it was not made by this engine")]
    Impossible {
        /// What cannot be.
        what: String,
    },
    /// It belongs to another program, or to another build of this one.
    #[error(
        "the {what} was made by another program or another build of it: use the same executable, \
         and the same name for the program, as where it was made"
    )]
    OtherProgram {
        /// A unit or a checkpoint.
        what: &'static str,
    },
    /// The search that it is a part of had other bounds.
    #[error(
        "the {what} was made with other bounds: use the configuration (memory model, steps, \
         preemptions and so on) with which it was made"
    )]
    OtherBounds {
        /// A unit or a checkpoint.
        what: &'static str,
    },
    /// The running executable cannot be read, by which units are told from those of others.
    #[error(
        "the running executable, by which units are told from others', cannot be read: {reason}"
    )]
    Executable {
        /// Why.
        reason: String,
    },
    /// There is no such part.
    #[error("there is no part {index} of {count}: parts are numbered from 0 to one less than that")]
    NoSuchShard {
        /// The part asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// The checkpoint cannot be read.
    #[error("the checkpoint {path} cannot be read; start without it, or name another")]
    Unreadable {
        /// Where it was looked for.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The checkpoint's text is not one.
    #[error("the checkpoint is damaged or was edited ({what}): start without it")]
    NoCheckpoint {
        /// What shows it.
        what: String,
    },
    /// The checkpoint cannot be written. Nothing has been explored yet.
    #[error("the checkpoint {path} cannot be written; name a file in a directory that can be")]
    Unwritable {
        /// Where it was to be.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The exploration ended, and its last checkpoint could not be written.
    #[error("the exploration ended, but its checkpoint {path} could not be written")]
    Unsaved {
        /// Where it was to be.
        path: PathBuf,
        /// What came of the exploration.
        outcome: Box<(Exploration, Vec<Unit>)>,
        /// Why.
        source: io::Error,
    },
    /// The failure in a checkpoint did not happen again.
    #[error(
        "the failure that the checkpoint reports did not happen when its execution was repeated \
         ({message}): the program depends on something besides the values its threads read"
    )]
    NotRepeated {
        /// The failure.
        message: String,
    },
}
