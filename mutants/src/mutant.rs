use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// What is put in the place of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Where in the file, in bytes.
    pub(crate) place: Range<usize>,
    /// What stands there.
    pub(crate) from: String,
    /// What the mutant has instead.
    pub(crate) to: String,
    /// Whether both are statements, or expressions.
    pub(crate) is_statement: bool,
    /// In which function: `Type::function`, or `function`.
    pub(crate) function: String,
}

/// A primitive with one mistake.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// From 1, in the order of the catalogue: how the build knows it.
    pub(crate) number: u32,
    pub(crate) primitive: String,
    /// From the root of the workspace.
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) change: Change,
    /// The mistake in a sentence, if somebody wrote it down.
    pub(crate) breaks: Option<String>,
    pub(crate) fate: Fate,
}

/// What is to become of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Dies,
    /// No test can tell it from the original, because of this.
    Equivalent(String),
}

impl Mutant {
    pub(crate) fn is_equivalent(&self) -> bool {
        matches!(self.fate, Fate::Equivalent(_))
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { primitive, file, line, change, .. } = self;
        let Change { from, to, function, .. } = change;
        let file = file.file_name().unwrap_or_default().display();
        let (from, to) = (in_a_line(from), in_a_line(to));
        let to = if to.is_empty() { "nothing" } else { &to };
        write!(f, "{primitive} {file}:{line} {function}: {from}  =>  {to}")
    }
}

/// Code without its line breaks, as it is compared and shown.
pub(crate) fn in_a_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
