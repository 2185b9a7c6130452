//! Every scenario gets from every engine the verdict that its fault and the engine's abilities call
//! for: no less, and with nothing left undecided but what is [too large](TOO_LARGE) for the engine.

use std::time::Duration;

use check::{Check, Engine, Report, Scope, Verdict, Why};
use plainweave_tests::line;
use scenarios::{Scenario, Visitor, visit_all};

/// Scenarios with more interleavings than an engine gets through that tells fewer of them apart than
/// Weave does. It explores [so many](RUNS) of them; and may have nothing to say then, or only about
/// few preemptions, but nothing wrong either.
const TOO_LARGE: [(&str, &[Engine]); 25] = [
    ("printer/locked", &[Engine::ShuttleDfs]),
    ("hand-over/while", &[Engine::ShuttleDfs]),
    ("producers-consumers/sentinels", &[Engine::ShuttleDfs]),
    ("producers-consumers/shutdown", &[Engine::ShuttleDfs]),
    ("joinable/daemons", &[Engine::ShuttleDfs]),
    ("joinable/guard", &[Engine::ShuttleDfs]),
    ("back-pressure/bounded", &[Engine::ShuttleDfs]),
    ("pool/nested-result", &[Engine::ShuttleDfs]),
    ("pool/panic-travels", &[Engine::ShuttleDfs]),
    ("bounded-buffer/semaphores", &[Engine::ShuttleDfs]),
    ("bounded-buffer/one-condition", &[Engine::ShuttleDfs]),
    ("bounded-buffer/notify-all", &[Engine::Loom, Engine::ShuttleDfs]),
    ("bounded-buffer/two-conditions", &[Engine::ShuttleDfs]),
    ("cigarette-smokers/helper", &[Engine::Loom, Engine::ShuttleDfs]),
    ("readers-writers/counted-early", &[Engine::ShuttleDfs]),
    ("readers-writers/readers-first", &[Engine::Loom, Engine::ShuttleDfs]),
    ("readers-writers/readers-overtake", &[Engine::ShuttleDfs]),
    ("readers-writers/in-turn", &[Engine::Loom, Engine::ShuttleDfs]),
    ("readers-writers/writers-first", &[Engine::Loom, Engine::ShuttleDfs]),
    ("sleeping-barber/looks-then-sits", &[Engine::ShuttleDfs]),
    ("sleeping-barber/one-step", &[Engine::Loom, Engine::ShuttleDfs]),
    ("unisex-bathroom/no-turnstile", &[Engine::ShuttleDfs]),
    ("unisex-bathroom/turnstile", &[Engine::Loom, Engine::ShuttleDfs]),
    ("water/place-back-early", &[Engine::Loom, Engine::ShuttleDfs]),
    ("water/places-and-barrier", &[Engine::Loom, Engine::ShuttleDfs]),
];

/// How many executions are explored of what is too large.
const RUNS: u64 = 3_000;

/// How many executions are drawn at random. The seed is fixed, and the rarest fault is the 1,943rd.
#[cfg(feature = "shuttle")]
const DRAWN: u64 = 2_000;

fn is_too_large(engine: Engine, scenario: &str) -> bool {
    TOO_LARGE.iter().any(|(name, engines)| *name == scenario && engines.contains(&engine))
}

struct Conformance {
    check: Check,
    surprises: Vec<String>,
}

impl Visitor for Conformance {
    fn visit<S: Scenario>(&mut self) {
        let is_too_large = is_too_large(self.check.engine, S::NAME);
        let check = if is_too_large { self.check.runs(RUNS) } else { self.check };
        let report = check.run::<S>();
        eprintln!("{}", line(&report));
        if !conforms(&report) {
            self.surprises.push(line(&report));
        }
    }
}

fn conforms(report: &Report) -> bool {
    let finds = report.engine.can_find(report.expected);
    let is_too_large = is_too_large(report.engine, report.scenario);
    match &report.verdict {
        Verdict::Holds { scope } => {
            let whole = match scope {
                Scope::Exhaustive => true,
                Scope::Bounded => is_too_large,
                Scope::Sampled => !report.engine.is_exhaustive(),
            };
            // Real threads may be lucky; a model with a fixed seed may not.
            let may_hold = report.expected.fault().is_none() || !finds;
            whole && may_hold
        }
        Verdict::Breaks { fault, .. } => Some(fault.kind()) == report.expected.fault(),
        Verdict::Undecided { why: Why::Runs } if is_too_large => true,
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
    expect_no_surprise(Check::new(Engine::ShuttleRandom).runs(DRAWN));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_pct_conforms() {
    expect_no_surprise(Check::new(Engine::ShuttlePct).runs(DRAWN));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_dfs_conforms() {
    expect_no_surprise(Check::new(Engine::ShuttleDfs));
}

/// What is too much water to explore is sampled.
#[cfg(feature = "shuttle")]
#[test]
fn two_molecules_of_water_are_two() {
    let is_it = |entry: &check::Entry| entry.name == "water/places-and-barrier";
    let entry = check::catalogue().into_iter().find(is_it).expect("it is in the catalogue");
    let report = entry.check(&Check::new(Engine::ShuttleRandom), &[("molecules".to_owned(), 2)]);
    let verdict = report.expect("two is within the range").verdict;
    assert!(matches!(verdict, Verdict::Holds { scope: Scope::Sampled }), "{verdict:?}");
}

#[test]
fn weave_conforms() {
    expect_no_surprise(Check::new(Engine::Weave));
}

#[test]
fn weave_sc_conforms() {
    expect_no_surprise(Check::new(Engine::WeaveSc));
}
