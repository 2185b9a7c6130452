//! Which steps are shown when there are many.

use std::collections::BTreeSet;

use trace::account::{Account, EndState, Event, Result, StepId};

/// As many steps are shown without folding.
const STEPS_MAX: usize = 40;
/// How many steps before the end are always shown.
const LAST: usize = 8;
/// How many steps make a fold; fewer are shown.
const FOLD_MIN: usize = 3;

/// A part of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The step with this index.
    Step(usize),
    /// Steps, of which only the number is told.
    Fold { first: usize, last: usize },
}

/// All steps, or, if there are many: those of the cause, those where a thread is stuck, those that fail, and the
/// last ones.
pub(crate) fn parts(account: &Account) -> Vec<Part> {
    let events = &account.events;
    if events.len() <= STEPS_MAX {
        return (0..events.len()).map(Part::Step).collect();
    }
    let stuck = stuck(account);
    let is_shown = |index: usize| {
        let Event { step, result, .. } = &events[index];
        index + LAST >= events.len()
            || account.cause.steps.contains(step)
            || stuck.contains(step)
            || *result == Result::Failed
    };
    let mut parts = Vec::new();
    let mut index = 0;
    while index < events.len() {
        let end = (index..events.len()).find(|index| is_shown(*index)).unwrap_or(events.len());
        if end - index >= FOLD_MIN {
            parts.push(Part::Fold { first: index, last: end - 1 });
        } else {
            parts.extend((index..end).map(Part::Step));
        }
        if end < events.len() {
            parts.push(Part::Step(end));
        }
        index = end + 1;
    }
    parts
}

/// The steps at which threads wait that never go on.
fn stuck(account: &Account) -> BTreeSet<StepId> {
    let threads = account.end.iter().flat_map(|end| &end.threads);
    let stuck = threads.filter(|thread| thread.state == EndState::Blocked);
    stuck.filter_map(|thread| thread.since).collect()
}
