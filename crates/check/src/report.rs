use std::collections::BTreeMap;
use std::time::Duration;

use scenarios::Expect;
use trace::{Document, FaultKind, Minimal, Schedule};

use crate::{Bounds, Engine, Regressed, Scope, Verdict};

/// A verdict, and how the engine came to it.
#[derive(Clone, Debug)]
pub struct Report {
    /// The scenario's name.
    pub scenario: &'static str,
    /// The scenario's story.
    pub story: &'static str,
    /// Its sizes.
    pub params: BTreeMap<String, u64>,
    /// What the scenario declares to be right.
    pub expected: Expect,
    /// Which engine.
    pub engine: Engine,
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

    /// The counterexample as a document to be kept, if there is one.
    pub fn document(&self) -> Option<Document> {
        let Verdict::Breaks { fault, extent, trace } = &self.verdict else { return None };
        // A bound on steps or deadlines has not kept anything out: the run did fail.
        let mattered = |(name, _): &(&str, u64)| matches!(*name, "runs" | "preemptions");
        let bounds = self.bounds.named().into_iter().filter(mattered);
        let bounds = bounds.map(|(name, bound)| (name.to_owned(), bound.to_string()));
        Some(Document {
            schema: trace::SCHEMA.to_owned(),
            scenario: self.scenario.to_owned(),
            story: self.story.to_owned(),
            engine: self.engine.name().to_owned(),
            memory: self.engine.memory().name().to_owned(),
            expected: self.expected.fault(),
            fault: (**fault).clone(),
            extent: extent.clone(),
            bounds: bounds.collect(),
            seed: self.bounds.seed,
            executions: self.executions,
            params: self.params.clone(),
            minimal: self.minimal,
            schedule: self.schedule.clone(),
            trace: (**trace).clone(),
        })
    }
}
