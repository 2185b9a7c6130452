//! Rows that say how many executions a program has.

use std::fmt;
use std::str::FromStr;

use super::TableError;
use super::sheet::Row;
use crate::error::ProgramError;
use crate::program::{Program, Source};

/// A memory model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// Sequential consistency: orderings are ignored.
    Sc,
    /// The repaired C11 model, with the release sequences of C++20.
    Rc11,
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sc => "SC",
            Self::Rc11 => "RC11",
        })
    }
}

/// A text that names no memory model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no memory model: there are `SC` and `RC11`")]
pub struct UnknownModel(String);

impl FromStr for Model {
    type Err = UnknownModel;

    fn from_str(text: &str) -> Result<Self, UnknownModel> {
        let models = [Self::Sc, Self::Rc11];
        let named = models.into_iter().find(|model| model.to_string().eq_ignore_ascii_case(text));
        named.ok_or_else(|| UnknownModel(text.to_owned()))
    }
}

/// A program, and how many executions it has. What is none is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The line in the table, from 1.
    pub line: usize,
    /// The name; several rows may have the same.
    pub name: String,
    /// The memory model.
    pub model: Model,
    /// The program.
    pub program: String,
    /// Column `N`: the value of `N`.
    pub size: Option<i64>,
    /// Column `init`: values at the beginning.
    pub initial: String,
    /// The number of complete executions.
    pub graphs: Option<u64>,
    /// The number of executions in which some thread waits for ever.
    pub deadlocks: Option<u64>,
    /// The number of complete executions by reads-from alone, where at the end the main thread
    /// reads the `finals`.
    pub reads_from: Option<u64>,
    /// The locations that are read at the end for `reads_from`.
    pub finals: String,
    /// Column `cb`: the number of complete executions with at most 0, 1, 2, … preemptions.
    pub preemptions: Option<Vec<u64>>,
}

impl CountRow {
    pub(super) fn read(row: &Row<'_, '_>) -> Result<Self, TableError> {
        let model = row.text("model");
        let number = |column| row.parsed(column, "a number such as `3`", |cell| cell.parse().ok());
        Ok(Self {
            line: row.line(),
            name: row.text("name"),
            model: model.parse().map_err(|_| row.error("model", model, "`SC` or `RC11`"))?,
            program: row.text("program"),
            size: row.parsed("N", "a number such as `3`", |cell| cell.parse().ok())?,
            initial: row.text("init"),
            graphs: number("graphs")?,
            deadlocks: number("deadlocks")?,
            reads_from: number("rf")?,
            finals: row.text("finals"),
            preemptions: row.parsed("cb", "a list such as `2 5 6`", |cell| {
                cell.split_whitespace().map(|number| number.parse().ok()).collect()
            })?,
        })
    }

    /// Compiles the program.
    ///
    /// # Errors
    ///
    /// As [`Program::compile`].
    pub fn compile(&self) -> Result<Program, ProgramError> {
        let Self { program, size, initial, .. } = self;
        Program::compile(&Source { program, size: *size, initial })
    }
}
