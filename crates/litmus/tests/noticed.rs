//! An engine that lacks a rule is found out by programs at random.
//!
//! Only builds with debug assertions have the switches.
#![cfg(debug_assertions)]
// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

mod support;

use plainweave_litmus::Program;
use plainweave_litmus::enumerate::{Limits, Naive};
use plainweave_litmus::generate::{Size, generate};
use plainweave_litmus::run::Weave;
use plainweave_litmus::table::Model;
use support::{disagreement, found};
use weave::weakened::{Rule, weaken};

/// How many programs there are.
const PROGRAMS: u64 = 2000;

/// The first program that tells an engine without the rule from the enumerator: it finds other
/// executions, or no end.
fn noticed_by(rule: Rule) -> Option<String> {
    let limits = Limits { graphs_max: 4000, events_max: 40, time_max: None };
    let naive = Naive { limits, variant: None };
    let mut weave = Weave::default();
    // Without some rules a search need not end.
    weave.config.runs = Some(20_000);
    for seed in 0..PROGRAMS {
        let line = generate(seed, Size { threads_max: 4, events_max: 8 }).to_string();
        let program = Program::new(&line).unwrap();
        for model in [Model::Sc, Model::Rc11] {
            let Some(expected) = found(&naive, &program, model) else { continue };
            let found = weaken(Some(rule), || found(&weave, &program, model));
            if found.is_none_or(|found| disagreement(&expected, &found).is_some()) {
                return Some(line);
            }
        }
    }
    None
}

#[test]
fn every_rule_is_missed() {
    for rule in [
        Rule::TotalOrder,
        Rule::ScAxiom,
        Rule::FenceEdges,
        Rule::Elsewhere,
        Rule::CoherenceFloor,
        Rule::Atomicity,
        Rule::ReleaseSequence,
        Rule::ReleaseFence,
        Rule::AcquireFence,
        Rule::FailedTry,
        Rule::CanonicalDeletion,
        Rule::Fixed,
        Rule::Revisited,
        Rule::Steals,
        Rule::Revisits,
        Rule::Placements,
    ] {
        let program = noticed_by(rule);
        assert!(program.is_some(), "{rule:?} is not missed by {PROGRAMS} programs");
        println!("{rule:?}: {}", program.unwrap_or_default());
    }
}
