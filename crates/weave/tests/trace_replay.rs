//! A failure can be run again.

mod programs;

use std::sync::atomic::{AtomicBool, Ordering};

use plainweave_weave::{Config, Ended, Failure, FailureKind, Schedule, explore_all, replay};
use programs::*;

type Program = fn();

fn racy() {
    publication(false);
}

const FAILING: [(&str, Program); 10] = [
    ("crossed_locks", crossed_locks),
    ("lock_twice", lock_twice),
    ("forgotten_guard", forgotten_guard),
    ("lost_wake_up", lost_wake_up),
    ("late_await", late_await),
    ("tickets", tickets),
    ("store_buffering", store_buffering),
    ("racy", racy),
    ("unordered", unordered),
    ("spin_for_ever", spin_for_ever),
];

fn failure(config: &Config, program: Program) -> Failure {
    explore_all(config, program).failure.expect("it fails")
}

#[test]
fn a_failure_happens_again_along_its_graph() {
    for schedule in [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(7)] {
        let mut config = Config::default();
        config.schedule = schedule;
        for (name, program) in FAILING {
            let first = failure(&config, program);
            let again = replay(&config, &first, program);
            assert_eq!((again.runs, &again.ended), (1, &Ended::Failed), "{name}");
            let second = again.failure.expect("it fails again");
            assert_eq!(second.kind, first.kind, "{name}");
            assert_eq!(second.graph.name(), first.graph.name(), "{name}");
            assert_eq!(second.interleaving, first.interleaving, "{name}");
        }
    }
}

#[test]
fn a_failure_of_a_run_that_went_on_happens_again_too() {
    for (name, program) in FAILING {
        let mut config = Config::default();
        config.stop_at_first_failure = false;
        let first = failure(&config, program);
        let second = replay(&config, &first, program).failure.expect("it fails again");
        assert_eq!(second.to_string(), first.to_string(), "{name}");
    }
}

#[test]
fn another_program_is_told_from_the_one_that_failed() {
    let first = failure(&Config::default(), tickets);
    let found = replay(&Config::default(), &first, crossed_locks);
    let kind = found.failure.expect("it is another program").kind;
    assert!(matches!(kind, FailureKind::NotDeterministic { index: 0, .. }), "{kind}");
}

#[test]
fn a_failure_that_does_not_happen_again_is_told() {
    static FAILS: AtomicBool = AtomicBool::new(true);
    fn program() {
        let flag = plainweave_weave::raw::Place::new(0, plainweave_weave::raw::Shape::Free);
        add(flag, 1);
        assert!(!FAILS.load(Ordering::Relaxed), "it fails");
    }
    let first = failure(&Config::default(), program);
    FAILS.store(false, Ordering::Relaxed);
    let found = replay(&Config::default(), &first, program);
    let kind = found.failure.expect("it differs").kind;
    let FailureKind::NotDeterministic { thread: 0, index: 1, before, now } = &kind else {
        panic!("{kind}");
    };
    assert_eq!((before.as_str(), now.as_str()), ("panic: it fails", "go on"));
}
