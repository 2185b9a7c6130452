//! Which calls have to come before which.

use crate::Consistency;
use crate::history::History;

/// A set of calls.
pub(crate) type Set = u128;

pub(crate) const fn only(call: usize) -> Set {
    1 << call
}

/// For each call, those that have to come before it.
pub(crate) fn before<O, R>(history: &History<O, R>, consistency: Consistency) -> Vec<Set> {
    let calls = history.calls();
    let of = |later: usize| {
        let must =
            (0..calls.len()).filter(|earlier| must_precede(history, consistency, *earlier, later));
        must.fold(0, |set, earlier| set | only(earlier))
    };
    (0..calls.len()).map(of).collect()
}

fn must_precede<O, R>(
    history: &History<O, R>,
    consistency: Consistency,
    earlier: usize,
    later: usize,
) -> bool {
    let (one, other) = (&history.calls()[earlier], &history.calls()[later]);
    match consistency {
        Consistency::Linearizable => one.is_before(other),
        Consistency::Sequential => one.thread == other.thread && one.is_before(other),
        // Nothing was under way at a moment after the one and before the other.
        Consistency::Quiescent => {
            let is_quiet = |moment: usize| {
                let mut calls = history.calls().iter();
                !calls.any(|call| call.invoked <= moment && moment < call.responded)
            };
            one.is_before(other) && (one.responded..other.invoked).any(is_quiet)
        }
    }
}
