use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::error::Error;
use crate::mutant::Mutant;

/// Breaks the primitives in one place at a time, and looks whether a test notices.
#[derive(Debug, Parser)]
#[command(name = "plainweave-mutants")]
#[allow(clippy::struct_excessive_bools)] // Flags.
pub(crate) struct Arguments {
    /// Only mutants of this primitive, as its file in `tests/mutants` is called; may be given several times
    #[arg(long, value_name = "NAME")]
    primitive: Vec<String>,
    /// Only mutants whose line in `--list` contains this
    #[arg(long, value_name = "TEXT")]
    mutant: Option<String>,
    /// Only mutants of which nobody has said that no test can notice them
    #[arg(long)]
    unargued: bool,
    /// Prints the mutants, and runs nothing
    #[arg(long)]
    pub(crate) list: bool,
    /// Says whether everything that is written down is still found in the sources, and runs nothing
    #[arg(long)]
    pub(crate) check: bool,
    /// Also counts the memory orderings that loom's models need; some minutes
    #[arg(long)]
    pub(crate) orderings: bool,
    /// Goes on where the run stopped that printed this: what a failing test has killed there is not run again
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
    /// Where the copy of the tree goes, and is left for the next time
    #[arg(long, value_name = "FOLDER")]
    scratch: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn is_meant(&self, mutant: &Mutant) -> bool {
        let is_named = |text: &String| mutant.to_string().contains(text.as_str());
        (self.primitive.is_empty() || self.primitive.contains(&mutant.primitive))
            && self.mutant.as_ref().is_none_or(is_named)
            && !(self.unargued && mutant.is_equivalent())
    }

    /// What an earlier run has printed.
    pub(crate) fn transcript(&self) -> Result<String, Error> {
        let Some(path) = &self.known else { return Ok(String::new()) };
        fs::read_to_string(path).map_err(Error::file(path))
    }

    pub(crate) fn scratch(&self, root: &Path) -> PathBuf {
        self.scratch.clone().unwrap_or_else(|| root.join("target").join("mutants"))
    }
}
