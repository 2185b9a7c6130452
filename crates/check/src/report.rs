use std::collections::BTreeMap;
use std::time::Duration;

use account::{Run, account};
use scenarios::Expect;
use trace::account::{Account, Shrunk};
use trace::{FaultKind, Minimal, Schedule};

use crate::{Bounds, Engine, Level, Regressed, Scope, Verdict};

/// A verdict, and how the engine came to it.
#[derive(Clone, Debug)]
pub struct Report {
    /// The scenario's name.
    pub scenario: &'static str,
    /// The scenario's story.
    pub story: &'static str,
    /// The scenario's twin in Python.
    pub python: &'static str,
    /// Its sizes.
    pub params: BTreeMap<String, u64>,
    /// What the scenario declares to be right.
    pub expected: Expect,
    /// Which engine.
    pub engine: Engine,
    /// What counted as one step.
    pub level: Level,
    /// The verdict.
    pub verdict: Verdict,
    /// Executions, counted by us.
    pub executions: u64,
    /// How many of them came to a standstill.
    pub blocked: u64,
    /// Whether no execution had more than one thread: then nothing was checked.
    pub is_vacuous: bool,
    /// The distinct results that executions declared, and in how many of the last search each was
    /// seen: loom searches within one bound after the other.
    pub outcomes: BTreeMap<String, u64>,
    /// An order-free sum over the executions that were explored: equal for two searches that saw the
    /// same ones, and additive over shards. Weave only.
    pub digest: Option<u64>,
    /// How small the run that fails is.
    pub minimal: Option<Minimal>,
    /// Which sizes were made smaller than was asked for, see [`Entry::smallest`](crate::Entry::smallest).
    pub shrunk: Vec<Shrunk>,
    /// How the engine comes to the run that fails again; `None` if no run fails, or on real threads.
    pub schedule: Option<Schedule>,
    /// What became of runs that failed once and were tried before the search.
    pub regressions: Vec<Regressed>,
    /// The bounds that were in force.
    pub bounds: Bounds,
    /// How long it took.
    pub wall: Duration,
}

impl Report {
    /// The kind of fault that was found, if one was.
    pub fn fault_kind(&self) -> Option<FaultKind> {
        self.verdict.fault_kind()
    }

    /// Whether the verdict is the one that the scenario's fault and the engine's abilities call for.
    ///
    /// An engine that can't see a fault, or a search that did not look at everything, may also say
    /// that the scenario holds. A search without a verdict is as expected, too: it contradicts
    /// nothing (and `--require-exhaustive` asks for more).
    pub fn is_as_expected(&self) -> bool {
        let expected_fault = self.expected.fault();
        match &self.verdict {
            Verdict::Holds { scope } => {
                let looked = *scope == Scope::Exhaustive && self.engine.can_find(self.expected);
                expected_fault.is_none() || !looked
            }
            Verdict::Breaks { fault, .. } => Some(fault.kind()) == expected_fault,
            Verdict::Undecided { .. } => true,
        }
    }

    /// What a reader is told of the check, with its counterexample if there is one.
    ///
    /// `read` is asked for the text of source files, as the compiler was given their paths; what it has not is not
    /// excerpted. [`read_source`](crate::read_source) reads them where they are.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine};
    ///
    /// let report = Check::new(Engine::Weave).run::<scenarios::plate_and_chopsticks::Crossed>();
    /// let account = report.account(|_| None);
    /// assert!(account.verdict.as_expected && account.events.len() > 5);
    /// ```
    pub fn account(&self, read: impl Fn(&str) -> Option<String>) -> Account {
        let Verdict::Breaks { fault, extent, trace } = &self.verdict else {
            return account(&self.found(), None, read);
        };
        let (extent, schedule) = (extent.as_ref(), self.schedule.as_ref());
        let run = Run { fault: Some(fault), extent, trace, schedule };
        account(&self.found(), Some(&run), read)
    }
}
