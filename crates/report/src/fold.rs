//! Which rows are shown when there are many.

use std::collections::BTreeSet;

use crate::rows::{Row, What};

/// How many rows before the end are always shown.
const LAST: usize = 8;
/// How many rows make a fold; fewer are shown.
const FOLD_MIN: usize = 3;

/// A part of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The row with this index.
    Row(usize),
    /// Rows, of which only the number is told.
    Fold { first: usize, last: usize },
}

/// All rows, or, if there are more than `most`: those of the cause, those where a thread is stuck if that is what
/// is wrong, and the last ones.
pub(crate) fn parts(
    rows: &[Row],
    cause: &BTreeSet<usize>,
    is_standstill: bool,
    most: usize,
) -> Vec<Part> {
    if rows.len() <= most {
        return (0..rows.len()).map(Part::Row).collect();
    }
    let stuck = if is_standstill { stuck(rows) } else { BTreeSet::new() };
    let is_shown = |index: usize| {
        index + LAST >= rows.len()
            || cause.contains(&index)
            || stuck.contains(&index)
            || rows[index].what == What::Panicked
    };
    let mut parts = Vec::new();
    let mut index = 0;
    while index < rows.len() {
        let end = (index..rows.len()).find(|index| is_shown(*index)).unwrap_or(rows.len());
        if end - index >= FOLD_MIN {
            parts.push(Part::Fold { first: index, last: end - 1 });
        } else {
            parts.extend((index..end).map(Part::Row));
        }
        if end < rows.len() {
            parts.push(Part::Row(end));
        }
        index = end + 1;
    }
    parts
}

/// The rows at which threads wait that never go on.
fn stuck(rows: &[Row]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut stuck = BTreeSet::new();
    for (index, row) in rows.iter().enumerate().rev() {
        let is_its_last = seen.insert(row.thread);
        if is_its_last && row.what.is_waiting() {
            stuck.insert(index);
        }
    }
    stuck
}
