//! The rule that the engine goes without at the moment, handed from thread to thread.

use std::cell::Cell;

use plainweave_weave::weakened::{Rule, weaken};

thread_local! {
    static RULE: Cell<Option<Rule>> = const { Cell::new(None) };
}

pub(crate) fn current() -> Option<Rule> {
    RULE.get()
}

pub(crate) fn set<R>(rule: Option<Rule>, f: impl FnOnce() -> R) -> R {
    let before = RULE.replace(rule);
    let result = weaken(rule, f);
    RULE.set(before);
    result
}
