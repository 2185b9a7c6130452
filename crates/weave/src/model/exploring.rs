//! Loom's switches for parts of a model that are not to be explored.
//!
//! In loom, threads do not change places in such a part, which saves executions and loses what only those
//! would show. Here nothing is lost: an execution graph has no parts that could be left out, and all graphs
//! are explored. A model that uses these is checked for more than it asks for.

use crate::run;

/// Does nothing: everything is explored.
///
/// In loom it ends a part that [`stop_exploring`] began.
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn explore() {
    inside_a_model();
}

/// Does nothing: everything is explored.
///
/// In loom it begins a part in which threads do not change places.
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn stop_exploring() {
    inside_a_model();
}

/// Does nothing: everything is explored.
///
/// In loom threads do not change places any more from here to the end of the execution. To give up an
/// execution that is of no interest use [`hint::assume`](crate::hint::assume).
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn skip_branch() {
    inside_a_model();
}

#[track_caller]
fn inside_a_model() {
    run::with(|_| ());
}
