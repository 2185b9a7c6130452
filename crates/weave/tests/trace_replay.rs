//! A failure can be run again.

mod programs;

use std::sync::atomic::{AtomicBool, Ordering};

use plainweave_weave::{
    Config, Ended, Failure, FailureKind, Proved, Route, Schedule, UnitError, explore_all, replay,
    shortest_failure, smallest_failure,
};
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

fn route(text: &str) -> Result<Route, UnitError> {
    text.parse()
}

#[test]
fn a_failure_happens_again_along_its_route() {
    for goes_on in [false, true] {
        let mut config = Config::default();
        config.stop_at_first_failure = !goes_on;
        for (name, program) in FAILING {
            let first = failure(&config, program);
            let text = Route::of(&first).to_string();
            let again = route(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(again.to_string(), text, "{name}");
            // Whether the others went on when it was found makes no difference to it.
            let second = again.replay(&Config::default(), program).failure;
            assert_eq!(second.expect("it fails again").kind, first.kind, "{name}");
        }
    }
}

#[test]
fn a_route_through_another_program_is_told() {
    let text = Route::of(&failure(&Config::default(), tickets)).to_string();
    let found = route(&text).expect("it is whole").replay(&Config::default(), crossed_locks);
    let kind = found.failure.expect("it is another program").kind;
    assert!(matches!(kind, FailureKind::NotDeterministic { .. }), "{kind}");
}

#[test]
fn a_route_that_is_damaged_is_refused_or_leads_nowhere() {
    let text = Route::of(&failure(&Config::default(), tickets)).to_string();
    let (turns, unit) = text["weave-route-1:".len()..].split_once(':').expect("two parts");
    for turns in ["0", "x*1", "0*x", "99*1", "0*99999999", "0*-1", "0*1;1*1"] {
        let error = route(&format!("weave-route-1:{turns}:{unit}")).expect_err(turns);
        assert!(matches!(error, UnitError::Damaged { .. }), "{turns}: {error}");
    }
    let bad = format!("weave-route-1:{turns}:{}", &unit[..unit.len() - 4]);
    assert!(matches!(route(&bad), Err(UnitError::Damaged { .. })), "{bad}");
    assert!(matches!(route("weave-route-1"), Err(UnitError::NotAUnit)));
    // An order that does not fit ends early, and does no harm.
    let odd = route(&format!("weave-route-1:1*2,0*1:{unit}")).expect("threads that are there");
    odd.retrace(&Config::default(), tickets);
}

#[test]
fn the_smallest_failure_has_as_few_preemptions_as_the_shortest_and_no_more_steps() {
    for (name, program) in FAILING {
        let (shortest, smallest) = (
            shortest_failure(&Config::default(), program),
            smallest_failure(&Config::default(), program),
        );
        let size = |failure: &Option<Failure>| {
            let interleaving = &failure.as_ref().expect("it fails").interleaving;
            (interleaving.preemptions(), interleaving.steps.len())
        };
        assert!(size(&smallest.failure) <= size(&shortest.failure), "{name}");
        assert_eq!(size(&smallest.failure).0, size(&shortest.failure).0, "{name}");
        assert_eq!(smallest.exploration.ended, Ended::Exhausted, "{name}");
        assert_eq!(smallest.proved, Proved::NoneBelow(size(&smallest.failure).0), "{name}");
        let mut config = Config::default();
        config.jobs = 3;
        let by_three = smallest_failure(&config, program).failure.expect("it fails");
        let alone = smallest.failure.expect("it fails");
        assert_eq!(by_three.graph.name(), alone.graph.name(), "{name}: workers make no difference");
    }
}
