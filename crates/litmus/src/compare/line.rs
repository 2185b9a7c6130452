//! What a comparison says.

use std::fmt;

use crate::table::{CountRow, Model};

/// A cell of a table, and what was found instead of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name in the row.
    pub name: String,
    /// The memory model.
    pub model: Model,
    /// The value of `N`.
    pub size: Option<i64>,
    /// The name of the column.
    pub column: &'static str,
    /// What the cell says.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// What to make of it.
    pub verdict: Verdict,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Both are the same.
    Same,
    /// They differ.
    Differs,
    /// A limit was met before it was clear.
    Cut,
}

impl Line {
    pub(super) fn new(
        row: &CountRow,
        column: &'static str,
        expected: String,
        found: String,
        verdict: Verdict,
    ) -> Self {
        let CountRow { name, model, size, .. } = row;
        Self { name: name.clone(), model: *model, size: *size, column, expected, found, verdict }
    }
}

impl Verdict {
    pub(super) fn of(expected: u64, found: u64, is_cut: bool) -> Self {
        Self::of_all(&[expected], &[found], is_cut)
    }

    /// More than is expected is wrong, even if there could be still more.
    pub(super) fn of_all(expected: &[u64], found: &[u64], is_cut: bool) -> Self {
        let are_possible = expected.iter().zip(found).all(|(expected, found)| found <= expected);
        match (is_cut, are_possible) {
            (true, true) => Self::Cut,
            _ if expected == found => Self::Same,
            _ => Self::Differs,
        }
    }

    /// What was seen can be, even if there could be more.
    pub(super) fn of_outcome(expected: bool, is_seen: bool, is_cut: bool) -> Self {
        match (is_cut, is_seen) {
            (true, false) => Self::Cut,
            _ if expected == is_seen => Self::Same,
            _ => Self::Differs,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Same => "ok",
            Self::Differs => "DIFFERS",
            Self::Cut => "cut",
        })
    }
}

impl fmt::Display for Line {
    /// `name model N column expected found ok|DIFFERS|cut`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, model, size, column, expected, found, verdict } = self;
        let size = size.map_or("-".to_owned(), |size| size.to_string());
        write!(f, "{name} {model} {size} {column} {expected} {found} {verdict}")
    }
}

/// What all comparisons come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many cells are the same.
    pub same: usize,
    /// How many differ.
    pub differs: usize,
    /// How many are not clear.
    pub cut: usize,
    /// How many rows could not be compared.
    pub errors: usize,
}

impl Totals {
    /// Counts a cell.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Same => self.same += 1,
            Verdict::Differs => self.differs += 1,
            Verdict::Cut => self.cut += 1,
        }
    }

    /// Whether nothing differs, and every row could be compared.
    pub fn are_good(&self) -> bool {
        self.differs == 0 && self.errors == 0
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { same, differs, cut, errors } = self;
        write!(f, "{same} ok, {differs} DIFFERS, {cut} cut, {errors} errors")
    }
}
