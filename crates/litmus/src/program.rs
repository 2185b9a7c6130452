//! A program with a meaning, ready to run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::check::check;
use crate::compile::compile;
use crate::error::ProgramError;
use crate::initial::{initial_values, locations};
use crate::instruction::{Code, Instruction};
use crate::parse::parse;

/// A program, together with its `N` and its initial values.
///
/// ```
/// use plainweave_litmus::{Program, Source};
///
/// let source = Source { program: "N*{ fadd(x,i) }", size: Some(3), initial: "x=7" };
/// let program = Program::compile(&source)?;
/// assert_eq!(program.threads(), 3);
/// # Ok::<(), plainweave_litmus::ProgramError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) text: String,
    pub(crate) codes: Vec<Code>,
    pub(crate) locations: Vec<(String, Kind)>,
    pub(crate) initial: BTreeMap<Location, i64>,
    /// The threads that wait until they are started.
    pub(crate) started: BTreeSet<usize>,
}

/// What a program is made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source<'t> {
    /// The line.
    pub program: &'t str,
    /// The value of `N`.
    pub size: Option<i64>,
    /// Values of locations at the beginning, such as `x=3,A[2]=1`; those that are not named are 0.
    pub initial: &'t str,
}

/// A shared location. [`Program::name`] tells its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    pub(crate) name: usize,
    pub(crate) index: Option<i64>,
}

/// What a location is, by how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Locked and unlocked.
    Mutex,
    /// Accessed only with `@na`.
    NonAtomic,
    /// Accessed with all other orderings.
    Atomic,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mutex => "a mutex",
            Self::NonAtomic => "non-atomic",
            Self::Atomic => "atomic",
        })
    }
}

impl Program {
    /// Compiles a line that has no `N`, and in which every location is 0 at the beginning.
    ///
    /// # Errors
    ///
    /// See [`compile`](Self::compile).
    pub fn new(line: &str) -> Result<Self, ProgramError> {
        Self::compile(&Source { program: line, ..Source::default() })
    }

    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// The first place in the line, or else in the initial values, that has no meaning.
    pub fn compile(source: &Source<'_>) -> Result<Self, ProgramError> {
        let line = parse(source.program)?;
        let kinds = check(source, &line)?;
        let mut program = compile(source, &line, kinds)?;
        program.initial = initial_values(source.initial, &program)?;
        Ok(program)
    }

    /// The line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many threads there are; they are numbered from 0.
    pub fn threads(&self) -> usize {
        self.codes.len()
    }

    /// Whether some `start` names this thread, so that it does not run from the beginning.
    pub fn is_started(&self, thread: usize) -> bool {
        self.started.contains(&thread)
    }

    /// Whether some thread waits for another one to end.
    pub(crate) fn has_joins(&self) -> bool {
        let mut instructions = self.codes.iter().flat_map(|code| &code.instructions);
        instructions.any(|instruction| matches!(instruction.node, Instruction::Join(_)))
    }

    /// The name of a location, such as `x` or `A[1]`.
    pub fn name(&self, location: Location) -> String {
        let name = &self.locations[location.name].0;
        match location.index {
            None => name.clone(),
            Some(index) => format!("{name}[{index}]"),
        }
    }

    /// What a location is.
    pub fn kind(&self, location: Location) -> Kind {
        self.locations[location.name].1
    }

    /// The location of this name, with this index if it is in an array. None if the program has
    /// no such name; any index is one.
    pub fn location(&self, name: &str, index: Option<i64>) -> Option<Location> {
        let name = self.locations.iter().position(|(known, _)| known == name)?;
        Some(Location { name, index })
    }

    /// The location of this name, such as `x` or `A[1]`.
    pub fn location_called(&self, name: &str) -> Option<Location> {
        match locations(name, self).ok()?[..] {
            [location] => Some(location),
            _ => None,
        }
    }

    /// The locations of a list of names, such as `x,A[1]`.
    ///
    /// # Errors
    ///
    /// The first place in the list that is no location of the program.
    pub fn locations(&self, names: &str) -> Result<Vec<Location>, ProgramError> {
        locations(names, self)
    }

    /// The value of a location at the beginning.
    pub fn initial(&self, location: Location) -> i64 {
        self.initial.get(&location).copied().unwrap_or(0)
    }
}
