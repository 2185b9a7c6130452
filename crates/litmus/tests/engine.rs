//! Programs on the engine: what it says beyond counts, and where it has to be told something.

// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

use plainweave_litmus::run::{Outcomes, Weave};
use plainweave_litmus::table::Model;
use plainweave_litmus::{Explorer, Failure, Mistake, Program};
use weave::{Ended, Schedule};

#[track_caller]
fn outcomes(line: &str, memory: Model) -> Outcomes {
    Outcomes::of(&Program::new(line).unwrap(), memory, &Weave::default()).unwrap()
}

/// The rows of a table: what the values are, and how often.
fn rows(outcomes: &Outcomes) -> Vec<String> {
    let row = |row: &plainweave_litmus::run::OutcomeCount| {
        let values = row.values.iter().map(|(name, value)| format!("{name}={value}"));
        format!("{} x {}", row.executions, values.collect::<Vec<_>>().join(" "))
    };
    outcomes.table.iter().map(row).collect()
}

#[test]
fn a_table_tells_all_ways_to_end() {
    let line = "x:=1@rlx; a<-y@rlx || y:=1@rlx; b<-x@rlx";
    let strong = outcomes(line, Model::Sc);
    assert_eq!(
        rows(&strong),
        ["1 x 0:a=0 1:b=1 x=1 y=1", "1 x 0:a=1 1:b=0 x=1 y=1", "1 x 0:a=1 1:b=1 x=1 y=1"]
    );
    let weak = outcomes(line, Model::Rc11);
    assert_eq!(rows(&weak)[0], "1 x 0:a=0 1:b=0 x=1 y=1");
    assert_eq!((weak.executions, weak.table.len(), weak.complete), (4, 4, true));
}

#[test]
fn a_table_has_parts_of_pairs_and_of_arrays_and_plain_data() {
    let line = "r<-cas(A[1],0,5); s=r; p:=r[1]+7@na; lock(m)";
    assert_eq!(
        rows(&outcomes(line, Model::Rc11)),
        ["1 x 0:r[0]=1 0:r[1]=0 0:s[0]=1 0:s[1]=0 A[1]=5 p=7"]
    );
}

#[test]
fn equal_outcomes_are_counted_together() {
    let outcomes = outcomes("2*{fadd(x,1)} || 2*{fadd(x,1)}", Model::Rc11);
    assert_eq!((outcomes.executions, rows(&outcomes)), (24, vec!["24 x x=4".to_owned()]));
}

#[test]
fn witnesses_do_not_depend_on_workers_or_schedules() {
    for line in ["3*{a<-x; x:=a+1}", "2*{lock(a); lock(b)} || lock(b); lock(a) || x:=1 || a<-x"] {
        let expected = outcomes(line, Model::Rc11);
        let program = Program::new(line).unwrap();
        for (jobs, schedule) in [(1, Schedule::RightToLeft), (3, Schedule::Random(5))] {
            let mut weave = Weave::default();
            (weave.config.jobs, weave.config.schedule) = (jobs, schedule);
            assert_eq!(Outcomes::of(&program, Model::Rc11, &weave), Ok(expected.clone()));
        }
    }
}

#[test]
fn deadlocks_and_blocked_runs_are_told_apart() {
    let crossed = outcomes(
        "lock(a); lock(b); unlock(b); unlock(a) || lock(b); lock(a); unlock(a); unlock(b)",
        Model::Rc11,
    );
    assert_eq!((crossed.executions, crossed.deadlocks, crossed.blocked), (2, 1, 0));
    let waiting = outcomes("a<-x; assume(a) || x:=1", Model::Rc11);
    assert_eq!((waiting.executions, waiting.deadlocks, waiting.blocked), (1, 0, 1));
    // A thread that nobody starts waits for it.
    let unstarted = outcomes("a<-x; if a { start(1) } || y:=1 || x:=1", Model::Rc11);
    assert_eq!((unstarted.executions, unstarted.deadlocks), (1, 1));
}

#[test]
fn mutexes_may_be_unlocked_by_anybody() {
    let handed_over = outcomes("lock(m); lock(m) || unlock(m)", Model::Rc11);
    assert_eq!((handed_over.executions, handed_over.deadlocks), (1, 1));
}

#[test]
fn a_race_is_told() {
    let racy = outcomes("x:=1@na; y:=1@rlx || a<-y@acq; if a { b<-x@na }", Model::Rc11);
    assert_eq!(racy.race.map(|race| (race.location, race.thread)), Some(("x".to_owned(), 1)));
    assert!(racy.races > 0);
    // Under SC every access orders.
    assert_eq!(outcomes("x:=1@na; y:=1@rlx || a<-y@acq; if a { b<-x@na }", Model::Sc).race, None);
}

/// A race may show at another access when the same execution is run in another order.
#[test]
fn a_race_is_told_in_whichever_order_it_is_run() {
    let line = "a<-x; p:=1@na; f:=1@rel; b<-x@acq || a<-f@acq; if a { b<-p@na }; x:=2@rlx || \
                p:=2@na; f:=1@rel; x:=3@rlx";
    let program = Program::new(line).unwrap();
    for seed in 0..50 {
        let mut weave = Weave::default();
        weave.config.schedule = Schedule::Random(seed);
        let report = weave.report(&program, Model::Sc, &mut |_| {}).unwrap();
        assert_eq!(report.race.map(|race| race.location), Some("p".to_owned()), "seed {seed}");
    }
}

#[test]
fn a_mistake_is_told() {
    let program = Program::new("a<-x; y:=1//a || x:=1").unwrap();
    match Outcomes::of(&program, Model::Sc, &Weave::default()) {
        Err(Failure::Fault(fault)) => {
            assert_eq!((fault.thread, fault.mistake), (0, Mistake::DivisionByZero));
        }
        other => panic!("{other:?}"),
    }
    // And leaves nothing behind.
    assert_eq!(outcomes("x:=1 || a<-x", Model::Sc).executions, 2);
}

#[test]
fn a_loop_without_end_is_cut() {
    let program = Program::new("a=1; while a { a<-x } || x:=1").unwrap();
    let mut weave = Weave::default();
    weave.config.steps = 20;
    let found = weave.explore(&program, Model::Sc, &mut |_| {}).unwrap();
    assert!(found.is_cut);
    let outcomes = Outcomes::of(&program, Model::Sc, &weave).unwrap();
    assert!(!outcomes.complete && matches!(outcomes.ended, Ended::Steps { .. }));
}

#[test]
fn many_threads_and_locations() {
    // One thread waits for a hundred others.
    let line = "for k in range(100) { join(k+1) }; a<-A[99] || 100*{A[i]:=i}";
    assert_eq!(outcomes(line, Model::Rc11).executions, 1);
}

/// Whatever the others do after it.
#[test]
fn a_race_is_not_forgotten() {
    use weave::Schedule;
    let program = Program::new("x:=1@na || a<-x@na || b<-y@na; y:=b@na").unwrap();
    for schedule in [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(3)] {
        let mut weave = Weave::default();
        weave.config.schedule = schedule;
        let outcomes = Outcomes::of(&program, Model::Rc11, &weave).unwrap();
        let race = outcomes.race.expect("threads 0 and 1 race");
        assert_eq!(race.location, "x", "{schedule:?}");
        assert!(outcomes.races > 0);
    }
}
