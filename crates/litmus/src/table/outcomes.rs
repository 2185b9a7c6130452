//! Rows that say whether an outcome can be.

use std::fmt;
use std::str::FromStr;

use super::TableError;
use super::sheet::Row;

/// A program, and whether it can end in some way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// The line in the table, from 1.
    pub line: usize,
    /// The name.
    pub name: String,
    /// The program.
    pub program: String,
    /// How it could end.
    pub outcome: Outcome,
    /// Whether it can, under RC11.
    pub allowed: Option<bool>,
    /// Whether it can if all accesses with [`SeqCst`](crate::Ordering::SeqCst) were `AcqRel`.
    pub allowed_as_acq_rel: Option<bool>,
}

impl OutcomeRow {
    pub(super) fn read(row: &Row<'_, '_>) -> Result<Self, TableError> {
        let outcome = row.text("outcome");
        let verdict = |column| {
            row.parsed(column, "`allowed` or `forbidden`", |cell| match cell {
                "allowed" => Some(true),
                "forbidden" => Some(false),
                _ => None,
            })
        };
        Ok(Self {
            line: row.line(),
            name: row.text("name"),
            program: row.text("program"),
            outcome: outcome
                .parse()
                .map_err(|_| row.error("outcome", outcome, "a list such as `0:a=0 & x=1`"))?,
            allowed: verdict("rc11")?,
            allowed_as_acq_rel: verdict("seqcst_accesses_as_acqrel")?,
        })
    }
}

/// How a program could end: `0:a=0 & x=1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What has to be, all of it.
    pub conditions: Vec<Condition>,
}

/// A part of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What has a value.
    pub subject: Subject,
    /// The value.
    pub value: i64,
}

/// What has a value at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `0:a`, a variable.
    Variable {
        /// The number of its thread.
        thread: usize,
        /// Its name.
        name: String,
    },
    /// `x` or `A[1]`, a location.
    Location {
        /// Its name, with the index if there is one.
        name: String,
    },
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable { thread, name } => write!(f, "{thread}:{name}"),
            Self::Location { name } => f.write_str(name),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Condition { subject, value }) in self.conditions.iter().enumerate() {
            let separator = if index == 0 { "" } else { " & " };
            write!(f, "{separator}{subject}={value}")?;
        }
        Ok(())
    }
}

/// A text that is no outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no condition such as `0:a=0`, for a variable, or `x=1`, for a location")]
pub struct OutcomeError(String);

impl FromStr for Outcome {
    type Err = OutcomeError;

    fn from_str(text: &str) -> Result<Self, OutcomeError> {
        let conditions = text
            .split('&')
            .map(|part| condition(part.trim()).ok_or_else(|| OutcomeError(part.trim().to_owned())));
        Ok(Self { conditions: conditions.collect::<Result<_, _>>()? })
    }
}

fn condition(text: &str) -> Option<Condition> {
    let (subject, value) = text.split_once('=')?;
    let value = value.trim().parse().ok()?;
    let (thread, name) = match subject.split_once(':') {
        None => (None, subject),
        Some((thread, name)) => (Some(thread.trim().parse().ok()?), name),
    };
    let name = name.trim().to_owned();
    if name.is_empty() {
        return None;
    }
    let subject = match thread {
        None => Subject::Location { name },
        Some(thread) => Subject::Variable { thread, name },
    };
    Some(Condition { subject, value })
}
