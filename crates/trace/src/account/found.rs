//! What a check knows that a recording does not.

use std::collections::BTreeMap;

use super::{Minimal, Reproduce, Scenario, Search, Verdict};

/// What a check found, but for the run: also of one that holds, or is undecided.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What was checked.
    pub scenario: Scenario,
    /// What came of it.
    pub verdict: Verdict,
    /// How far the search went.
    pub search: Search,
    /// The distinct results of the executions that did not fail, as `name = value, name = value`, and
    /// in how many each was seen.
    pub outcomes: BTreeMap<String, u64>,
    /// What is known about smaller counterexamples, in the steps of the engine. An account counts its own.
    pub minimal: Option<Minimal>,
    /// The same program in Python; empty if there is none.
    pub python: String,
    /// Commands that work when pasted.
    pub reproduce: Reproduce,
}
