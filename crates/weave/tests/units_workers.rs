//! Workers: what they find does not depend on how many there are, and they end when they have to.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use plainweave_weave::{
    Config, Ended, Exploration, Leaf, Memory, OnProgress, Progress, Unit, UnitError, explore_all,
    explore_units, explore_units_with, explore_with, replay_unit,
};
use units_programs::{Body, all, config, counts, crossed, failure, locks, messages, whole};

#[test]
fn any_number_of_workers_finds_the_same() {
    for memory in [Memory::Sc, Memory::Rc11] {
        for (name, body) in all() {
            let mut config = config(memory);
            let expected = whole(&config, &body);
            assert_eq!(expected.progress.to_bits(), 1f64.to_bits(), "{name} is all there is");
            for jobs in [2, 3, 8] {
                config.jobs = jobs;
                let found = whole(&config, &body);
                assert_eq!(counts(&found), counts(&expected), "{name} {memory} {jobs}");
                assert_eq!(failure(&found), failure(&expected), "{name} {memory} {jobs}");
                assert_eq!(found.progress.to_bits(), 1f64.to_bits(), "{name} {memory} {jobs}");
                assert!(found.is_exhaustive());
            }
        }
    }
}

#[test]
fn one_worker_makes_exactly_the_runs_it_may_and_several_no_more() {
    for (jobs, runs) in [(1, 1), (1, 100), (3, 1), (3, 100)] {
        let mut config = config(Memory::Rc11);
        (config.jobs, config.runs) = (jobs, Some(runs));
        let found = explore_all(&config, locks(3, 3));
        assert_eq!(found.ended, Ended::Runs);
        assert!(
            found.runs == runs || jobs > 1 && found.runs <= runs && found.runs > 0,
            "{found:?}"
        );
    }
    let mut config = config(Memory::Rc11);
    config.runs = Some(90);
    assert_eq!(
        explore_all(&config, locks(3, 2)).ended,
        Ended::Exhausted,
        "there are no more than that"
    );
}

/// Asks to stop after so many runs, as often as there is something left.
#[test]
fn whoever_is_stopped_can_go_on() {
    for jobs in [1, 3] {
        let stop = Arc::new(AtomicBool::new(false));
        let mut config = config(Memory::Rc11);
        config.jobs = jobs;
        let expected = explore_all(&config, locks(3, 3));
        config.stop = Some(Arc::clone(&stop));
        let mut units = vec![Unit::whole(&config).unwrap()];
        let mut total = Exploration::default();
        let mut stops = 0;
        while !units.is_empty() {
            stop.store(false, Ordering::Relaxed);
            let runs = AtomicU64::new(0);
            let count = |_: &Leaf<'_>| {
                if runs.fetch_add(1, Ordering::Relaxed) == 200 {
                    stop.store(true, Ordering::Relaxed);
                }
            };
            let (found, rest) = explore_units_with(&config, units, count, locks(3, 3)).unwrap();
            assert_eq!(rest.is_empty(), found.ended == Ended::Exhausted);
            assert!(rest.is_empty() || found.ended == Ended::Stopped);
            assert!(found.runs < 200 + 1 + jobs as u64);
            stops += u32::from(!rest.is_empty());
            total.add(&found);
            units = rest;
        }
        assert!(stops >= 7, "{stops}");
        assert_eq!(counts(&total), counts(&expected));
    }
}

#[test]
fn a_callback_that_panics_ends_all_workers_and_leaves_nothing_behind() {
    for jobs in [1, 2, 5] {
        let mut config = config(Memory::Rc11);
        config.jobs = jobs;
        let runs = AtomicU64::new(0);
        let panics = |_: &Leaf<'_>| {
            assert!(runs.fetch_add(1, Ordering::Relaxed) < 50, "the callback's own");
        };
        // Some threads are suspended when it does: executions that deadlock are among the fifty.
        let explored = || explore_with(&config, panics, crossed_often);
        let payload = catch_unwind(AssertUnwindSafe(explored)).unwrap_err();
        let message = payload.downcast_ref::<&str>().copied().unwrap_or_default();
        assert_eq!(message, "the callback's own", "{jobs}");
        assert_eq!(explore_all(&config, locks(3, 2)).complete, 90);
        config.on_progress = Some(OnProgress::new(|_| panic!("the watcher's own")));
        let explored = || explore_all(&config, locks(3, 2));
        let payload = catch_unwind(AssertUnwindSafe(explored)).unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>().copied(), Some("the watcher's own"), "{jobs}");
    }
}

fn crossed_often() {
    crossed();
    crossed();
}

#[test]
fn progress_goes_on_and_ends_at_all_of_it() {
    for jobs in [1, 3] {
        let seen = Arc::<Mutex<Vec<Progress>>>::default();
        let mut config = config(Memory::Rc11);
        config.jobs = jobs;
        config.on_progress = Some(OnProgress::new({
            let seen = Arc::clone(&seen);
            move |progress| seen.lock().unwrap().push(*progress)
        }));
        let found = explore_all(&config, locks(3, 4));
        let seen = seen.lock().unwrap();
        assert!(seen.len() >= 2, "at once, and at the end: {seen:?}");
        assert!(seen.is_sorted_by(|a, b| a.runs <= b.runs && a.done <= b.done), "{seen:?}");
        assert!(seen.iter().all(|p| p.total.low <= p.total.runs && p.total.runs <= p.total.high));
        let last = seen.last().unwrap();
        assert_eq!((last.runs, last.complete), (found.runs, found.complete));
        assert_eq!(last.done.to_bits(), 1f64.to_bits());
        assert_eq!(last.total.low.to_bits(), last.total.high.to_bits());
    }
}

#[test]
fn a_failure_can_be_repeated_from_its_text() {
    let programs: [(Body, &str); 2] =
        [(Arc::new(messages), "the message is lost"), (Arc::new(crossed), "deadlock")];
    for (body, says) in programs {
        let config = Config::default();
        let found = whole(&config, &body);
        assert_eq!(found.ended, Ended::Failed);
        let failed = found.failure.as_ref().unwrap();
        let unit: Unit = failed.unit(&config).unwrap().to_string().parse().unwrap();
        let again = replay_unit(&config, &unit, move || body()).unwrap();
        assert_eq!(again.runs, 1);
        assert_eq!(failure(&again), failure(&found));
        let message = again.failure.unwrap().to_string();
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn the_first_failure_ends_it_and_the_rest_is_kept() {
    for jobs in [1, 2] {
        let mut config = Config::default();
        config.jobs = jobs;
        let units = vec![Unit::whole(&config).unwrap()];
        let (mut total, rest) = explore_units(&config, units, messages).unwrap();
        assert_eq!((total.failures, total.ended.clone()), (1, Ended::Failed));
        // Those who stop at a failure do not know what the other threads would have done after it.
        let all = units_programs::config(Memory::Rc11);
        let error = explore_units(&all, rest.clone(), messages).unwrap_err();
        assert!(matches!(error, UnitError::OtherBounds { .. }), "{error}");
        let mut left = rest;
        while !left.is_empty() {
            let (found, rest) = explore_units(&config, left, messages).unwrap();
            total.add(&found);
            left = rest;
        }
        let expected = explore_all(&all, messages);
        assert_eq!((total.complete, total.digest), (expected.complete, expected.digest));
    }
}

/// In a search that was not split counts of shared values have no events; its executions stay such.
#[test]
fn a_failure_among_shared_values_can_be_repeated_and_is_no_part() {
    use plainweave_weave::sync::Arc as Shared;

    let program = || {
        let lock = Shared::new(units_programs::free());
        let other = Shared::clone(&lock);
        let adder = units_programs::spawn(move || {
            units_programs::add(*other, 1, plainweave_weave::raw::Order::RELAXED);
        });
        let seen = units_programs::load(*lock, plainweave_weave::raw::Order::RELAXED);
        plainweave_weave::raw::join(adder);
        assert_eq!(seen, 1, "too early");
    };
    let mut config = Config::default();
    config.preemptions = Some(0);
    let found = explore_all(&config, program);
    let unit = found.failure.as_ref().unwrap().unit(&config).unwrap();
    let unit: Unit = unit.to_string().parse().unwrap();
    let again = replay_unit(&config, &unit, program).unwrap();
    assert_eq!(failure(&again), failure(&found));
    let error = explore_units(&config, vec![unit], program).unwrap_err();
    assert!(matches!(error, UnitError::OneExecution), "{error}");
}
