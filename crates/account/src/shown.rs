//! Which rows of a run are shown, and where.

use trace::{Act, Fault, Site};

use crate::Run;
use crate::rows::{Row, What, rows};

/// The rows of a run, each with its place. `is_weak` says whether a read may see an old value.
pub(crate) fn shown(run: &Run<'_>, is_weak: bool) -> Vec<Row> {
    let mut rows = rows(run.trace, is_weak);
    let is_raced = |row: &Row| matches!(row.what, What::Access { act: Act::Raced { .. }, .. });
    if rows.iter().any(is_raced) {
        // The panic is only how the engine says so.
        rows.retain(|row| row.what != What::Panicked);
    }
    let place = run.fault.and_then(place_of_panic);
    for row in rows.iter_mut().filter(|row| row.what == What::Panicked) {
        row.site.clone_from(&place);
    }
    rows
}

/// Whether a read of a model may see an old value. On real threads it may, too, but there a note may
/// come later than the step, so that a value only seems old.
pub(crate) fn is_weak(memory: &str) -> bool {
    !["sc", "hardware"].contains(&memory)
}

fn place_of_panic(fault: &Fault) -> Option<Site> {
    let (Fault::Assertion { at, .. } | Fault::Panic { at, .. } | Fault::Livelock { at, .. }) =
        fault
    else {
        return None;
    };
    at.as_deref().and_then(|at| at.parse().ok())
}
