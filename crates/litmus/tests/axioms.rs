//! Each axiom matters: without it, or with another one instead, some program has other executions.

// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

use plainweave_litmus::enumerate::{Axioms, Enumeration, Limits, Naive, Variant, count};
use plainweave_litmus::table::{Model, OutcomeRow, Table};
use plainweave_litmus::{Explorer, Program};

fn enumerated(line: &str, model: Model, variant: Option<Variant>) -> Enumeration {
    let program = Program::new(line).unwrap();
    let found = count(&program, Axioms { model, variant }, &Limits::default()).unwrap();
    assert_eq!(found.cut, None, "{line}");
    found
}

/// Asserts how many executions there are, and how many with the variant.
#[track_caller]
fn differ(model: Model, variant: Variant, line: &str, expected: u64, with_variant: u64) {
    let complete = |variant| enumerated(line, model, variant).complete;
    assert_eq!((complete(None), complete(Some(variant))), (expected, with_variant));
}

#[test]
fn parts_of_the_cycle_of_sc() {
    let sc = |variant, line, expected, other| differ(Model::Sc, variant, line, expected, other);
    sc(Variant::NoFromReads, "x:=1; a<-y || y:=1; b<-x", 3, 4);
    sc(Variant::NoModificationOrder, "x:=1; y:=2 || y:=1; x:=2", 3, 4);
    sc(Variant::NoProgramOrder, "x:=1; y:=1 || a<-y; b<-x", 3, 4);
}

#[test]
fn coherence_and_atomicity() {
    let rc11 = |variant, line, expected, other| differ(Model::Rc11, variant, line, expected, other);
    rc11(Variant::NoCoherence, "x:=1@rlx || a<-x@rlx; b<-x@rlx", 3, 4);
    rc11(Variant::NoAtomicity, "fadd(x,1)@rlx || x:=2@rlx", 2, 3);
    rc11(Variant::NoThreadOrder, "x:=1@rlx; start(1) || a<-x@rlx", 1, 2);
    rc11(Variant::NoThreadOrder, "x:=1@rlx || join(0); a<-x@rlx", 1, 2);
}

#[test]
fn what_synchronises() {
    let rc11 = |variant, line, expected, other| differ(Model::Rc11, variant, line, expected, other);
    let message = "x:=1@rlx; y:=1@rel || a<-y@acq; b<-x@rlx";
    rc11(Variant::NoSynchronisation, message, 3, 4);
    let handed_on = "x:=1@rlx; y:=1@rel || r<-cas(y,1,2)@rlx; assume(r[0]) || a<-y@acq; b<-x@rlx";
    rc11(Variant::NoReleaseSequences, handed_on, 4, 5);
    let overwritten = "x:=1@rlx; y:=1@rel; y:=2@rlx || a<-y@acq; b<-x@rlx";
    rc11(Variant::OldReleaseSequences, overwritten, 5, 4);
    let before = "x:=1@rlx; fence@rel; y:=1@rlx || a<-y@acq; b<-x@rlx";
    rc11(Variant::NoFenceSynchronisation, before, 3, 4);
    let behind = "x:=1@rlx; y:=1@rel || a<-y@rlx; fence@acq; b<-x@rlx";
    rc11(Variant::NoFenceSynchronisation, behind, 3, 4);
}

#[test]
fn parts_of_the_axiom_of_sequential_consistency() {
    let rc11 = |variant, line, expected, other| differ(Model::Rc11, variant, line, expected, other);
    let buffering = "x:=1@sc; a<-y@sc || y:=1@sc; b<-x@sc";
    rc11(Variant::NoSequentialConsistency, buffering, 3, 4);
    rc11(Variant::SeqCstAccessesAsAcqRel, buffering, 3, 4);
    let fenced = "x:=1@rlx; fence@sc; a<-y@rlx || y:=1@rlx; fence@sc; b<-x@rlx";
    rc11(Variant::SeqCstFencesAsAcqRel, fenced, 3, 4);
    rc11(Variant::SeqCstAccessesAsAcqRel, fenced, 3, 3);
    let detour = "x:=1@sc; z:=2@rel || a<-xchg(z,3)@sc; b<-xchg(y,4)@sc || y:=5@sc; c<-x@sc";
    rc11(Variant::NoDetours, detour, 7, 8);
    let same_location = "x:=1@sc || a<-x@sc; b<-y@sc || y:=4@sc; c<-x@sc";
    rc11(Variant::NoSameLocation, same_location, 7, 8);
    let path = "x:=1@rlx || a<-x@rlx; fence@sc; b<-y@rlx || y:=1@rlx; fence@sc; c<-x@rlx";
    rc11(Variant::NoFencePaths, path, 7, 8);
    let merge = "a<-x@acq; b<-y@sc || x:=1@sc; x:=2@sc || y:=1@sc; c<-x@sc";
    rc11(Variant::AnyDetours, merge, 18, 17);
}

#[test]
fn program_order_goes_on_through_started_and_joined_threads() {
    // The write of `x` comes before that of `y`, as if one thread did both.
    let outcome = "y=2 & 2:a=0".parse().unwrap();
    for line in [
        "x:=1@sc; start(1) || y:=1@sc || y:=2@sc; a<-x@sc",
        "x:=1@sc || join(0); y:=1@sc || y:=2@sc; a<-x@sc",
    ] {
        let mut is_seen = false;
        let found =
            Naive::default().explore(&Program::new(line).unwrap(), Model::Rc11, &mut |execution| {
                is_seen |= execution.has(&outcome);
            });
        assert!(found.is_ok() && !is_seen, "{line}");
    }
}

fn outcome_rows() -> Vec<OutcomeRow> {
    match Table::read(include_str!("../tables/litmus-sc.tsv")).unwrap() {
        Table::Outcomes(rows) => rows,
        Table::Counts(_) => panic!("it is about outcomes"),
    }
}

fn is_allowed(row: &OutcomeRow, naive: &Naive) -> bool {
    let program = Program::new(&row.program).unwrap();
    let mut is_seen = false;
    let found = naive.explore(&program, Model::Rc11, &mut |execution| {
        is_seen |= execution.has(&row.outcome);
    });
    assert!(!found.unwrap().is_cut, "{}", row.name);
    is_seen
}

#[test]
fn verdicts_on_the_axiom_of_sequential_consistency() {
    let rows = outcome_rows();
    assert_eq!(rows.len(), 21);
    let weakened = Naive { variant: Some(Variant::SeqCstAccessesAsAcqRel), ..Naive::default() };
    for row in rows {
        assert_eq!(row.allowed, Some(is_allowed(&row, &Naive::default())), "{}", row.name);
        assert_eq!(row.allowed_as_acq_rel, Some(is_allowed(&row, &weakened)), "{}", row.name);
    }
}
