//! Every scenario gets from every engine the verdict that its fault and the engine's abilities call
//! for: no less, and with nothing left undecided.

use std::time::Duration;

use check::{Check, Engine, Report, Scope, Verdict};
use plainweave_tests::line;
use scenarios::{Scenario, Visitor, visit_all};

struct Conformance {
    check: Check,
    surprises: Vec<String>,
}

impl Visitor for Conformance {
    fn visit<S: Scenario>(&mut self) {
        let report = self.check.run::<S>();
        eprintln!("{}", line(&report));
        if !conforms(&report) {
            self.surprises.push(line(&report));
        }
    }
}

fn conforms(report: &Report) -> bool {
    let finds = report.engine.can_find(report.expected);
    match &report.verdict {
        Verdict::Holds { scope } => {
            let whole = *scope == Scope::Exhaustive || !report.engine.is_exhaustive();
            // Real threads may be lucky; a model with a fixed seed may not.
            let may_hold = report.expected.fault().is_none() || !finds;
            whole && may_hold
        }
        Verdict::Breaks { fault, .. } => Some(fault.kind()) == report.expected.fault(),
        // Whoever prints in turn leaves priorities nothing to decide.
        Verdict::Undecided { .. } => {
            report.engine == Engine::ShuttlePct && report.scenario == "printer/in-turn"
        }
    }
}

fn expect_no_surprise(check: Check) {
    // Time decides nothing: this is far more than any search needs.
    let check = check.budget(Duration::from_secs(1_200));
    let mut conformance = Conformance { check, surprises: Vec::new() };
    visit_all(&mut conformance);
    assert!(conformance.surprises.is_empty(), "{:#?}", conformance.surprises);
}

#[test]
fn native_conforms() {
    expect_no_surprise(Check::new(Engine::Native).runs(30));
}

#[cfg(feature = "loom")]
#[test]
fn loom_conforms() {
    expect_no_surprise(Check::new(Engine::Loom));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_random_conforms() {
    expect_no_surprise(Check::new(Engine::ShuttleRandom));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_pct_conforms() {
    expect_no_surprise(Check::new(Engine::ShuttlePct));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_dfs_conforms() {
    expect_no_surprise(Check::new(Engine::ShuttleDfs));
}

#[test]
fn weave_conforms() {
    expect_no_surprise(Check::new(Engine::Weave));
}

#[test]
fn weave_sc_conforms() {
    expect_no_surprise(Check::new(Engine::WeaveSc));
}
