use std::collections::BTreeSet;

use record::Recorded;
use runtime_loom::weakened::{Site, WeakenedLoom, Weakening, sites, with_weakened};
use scenarios::Scenario;

use crate::search::{Program, Runs};
use crate::{Check, Engine, Verdict, quiet};

/// A check on loom with the memory orderings of one line taken away: some model must break, or the
/// ordering is not needed.
#[derive(Clone, Copy, Debug)]
#[must_use = "a check does nothing until it is run"]
pub struct WeakenedCheck {
    /// Where, and whether light fences are left out; nothing, to learn the sites there are.
    pub weakening: Weakening,
    /// Its bounds and budget are heeded. The level is always fine.
    pub check: Check,
}

/// What came out of a [`WeakenedCheck`].
#[derive(Clone, Debug)]
pub struct WeakenedReport {
    /// The verdict.
    pub verdict: Verdict,
    /// How many executions there were.
    pub executions: u64,
    /// The lines that name an ordering, as far as they were executed.
    pub sites: BTreeSet<Site>,
}

impl WeakenedCheck {
    /// A check with that much weakened.
    pub fn new(weakening: Weakening) -> Self {
        Self { weakening, check: Check::new(Engine::Loom) }
    }

    /// Checks the scenario `S` with the sizes `params`.
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    pub fn run_with<S: Scenario>(&self, params: S::Params) -> WeakenedReport {
        quiet::install();
        let Self { weakening, check } = *self;
        let search = move || {
            let body = Program::<S>::new(params).on::<Recorded<WeakenedLoom>>();
            let explore = || super::loom::explore::<WeakenedLoom>(check, &body);
            let searched = with_weakened(weakening, explore);
            let executions = searched.counts.executions;
            WeakenedReport { verdict: searched.verdict, executions, sites: sites() }
        };
        std::thread::spawn(search).join().expect("a failed run is caught")
    }
}
