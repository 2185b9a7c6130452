//! Which rows of a document are shown, and where.

use trace::{Act, Document, Fault, Site};

use crate::rows::{Row, What, rows};

/// The rows of a document, each with its place.
pub(crate) fn shown(document: &Document) -> Vec<Row> {
    let mut rows = rows(&document.trace, is_weak(document));
    let is_raced = |row: &Row| matches!(row.what, What::Access { act: Act::Raced { .. }, .. });
    if rows.iter().any(is_raced) {
        // The panic is only how the engine says so.
        rows.retain(|row| row.what != What::Panicked);
    }
    let place = place_of_panic(&document.fault);
    for row in rows.iter_mut().filter(|row| row.what == What::Panicked) {
        row.site.clone_from(&place);
    }
    rows
}

/// Whether a read of a model may see an old value. On real threads it may, too, but there a note may
/// come later than the step, so that a value only seems old.
pub(crate) fn is_weak(document: &Document) -> bool {
    !["sc", "hardware"].contains(&&*document.memory)
}

fn place_of_panic(fault: &Fault) -> Option<Site> {
    let (Fault::Assertion { at, .. } | Fault::Panic { at, .. } | Fault::Livelock { at, .. }) =
        fault
    else {
        return None;
    };
    at.as_deref().and_then(|at| at.parse().ok())
}
