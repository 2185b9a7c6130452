//! Counting: executions, results, and when to stop.
//!
//! All of it is ours. loom reads its own limits only every 20,000 executions and then passes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use record::Recording;

use crate::{Check, Why};

/// What a search has counted so far; clones are handles to the same count.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    recording: Recording,
    check: Check,
    end: Option<Instant>,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) executions: u64,
    /// In how many executions each combination of results was seen.
    pub(crate) outcomes: BTreeMap<String, u64>,
    /// The most threads that took part in an execution.
    pub(crate) threads: usize,
    /// What identifies the executions, on an engine that knows.
    pub(crate) digest: Option<u64>,
    is_open: bool,
}

/// Whether a further execution may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Begin,
    /// The previous execution failed.
    Failed,
    Stop(Why),
}

impl Counts {
    /// The counts of a search that is over.
    pub(crate) fn of(executions: u64, outcomes: BTreeMap<String, u64>, threads: usize) -> Self {
        Self { executions, outcomes, threads, digest: None, is_open: false }
    }
}

impl Tally {
    pub(crate) fn new(recording: &Recording, check: Check) -> Self {
        let end = Instant::now().checked_add(check.budget);
        Self { recording: recording.clone(), check, end, counts: Arc::default() }
    }

    /// Counts an execution that is about to begin, or says why it must not.
    pub(crate) fn begin(&self) -> Next {
        let next = self.may_begin();
        if next == Next::Begin {
            let mut counts = self.counts();
            counts.executions += 1;
            counts.is_open = true;
        }
        next
    }

    /// Whether a further execution may begin; does not count it.
    pub(crate) fn may_begin(&self) -> Next {
        if self.recording.failure().is_some() {
            return Next::Failed;
        }
        self.close();
        if self.check.is_stopped() {
            return Next::Stop(Why::Interrupted);
        }
        if self.check.bounds.runs.is_some_and(|most| self.counts().executions >= most) {
            return Next::Stop(Why::Runs);
        }
        if self.end.is_some_and(|end| Instant::now() >= end) {
            return Next::Stop(Why::Time);
        }
        Next::Begin
    }

    /// The search begins again; what it then finds is not to be counted twice.
    #[cfg_attr(not(any(feature = "loom", feature = "shuttle")), allow(dead_code))]
    pub(crate) fn forget_outcomes(&self) {
        let mut counts = self.counts();
        counts.outcomes.clear();
        counts.is_open = false;
    }

    /// How many executions have begun.
    #[cfg_attr(not(any(feature = "loom", feature = "shuttle")), allow(dead_code))]
    pub(crate) fn executions(&self) -> u64 {
        self.counts().executions
    }

    /// The search is over.
    pub(crate) fn end(&self) -> Counts {
        self.close();
        self.counts().clone()
    }

    /// Takes the results of the execution that has just ended, if there are any.
    fn close(&self) {
        let mut counts = self.counts();
        if !std::mem::take(&mut counts.is_open) {
            return;
        }
        counts.threads = counts.threads.max(self.recording.threads());
        let outcome = self.recording.outcome();
        if !outcome.is_empty() && self.recording.failure().is_none() {
            let row: Vec<String> =
                outcome.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            *counts.outcomes.entry(row.join(", ")).or_default() += 1;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
