//! One execution.

use std::cell::RefCell;

thread_local! {
    /// The results of the execution that runs on this system thread, or ran last.
    static OUTCOME: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

/// The body of a model: runs `body` as one execution.
pub fn run(body: impl FnOnce()) {
    OUTCOME.with_borrow_mut(Vec::clear);
    runtime_model::begin_segments();
    body();
}

/// The results that the last execution on this system thread declared with
/// [`Runtime::outcome`](runtime::Runtime::outcome), in this order; of one that was declared twice, the
/// last value.
pub fn outcome() -> Vec<(&'static str, String)> {
    OUTCOME.with_borrow(Clone::clone)
}

pub(crate) fn declare(name: &'static str, value: String) {
    OUTCOME.with_borrow_mut(|outcome| match outcome.iter_mut().find(|(known, _)| *known == name) {
        Some((_, declared)) => *declared = value,
        None => outcome.push((name, value)),
    });
}
