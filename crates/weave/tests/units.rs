//! A search may be split in any way: the parts add up.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::collections::BTreeSet;
use std::sync::Mutex;

use plainweave_weave::{
    Config, End, Ended, Exploration, Leaf, Memory, Schedule, Unit, explore_all, explore_units,
    explore_with, roots, shard,
};
use units_programs::{Body, all, config, counts, failure, tries, whole};

/// Explores in steps of so many runs, and each rest through its text.
fn stepwise(config: &Config, runs: u64, body: &Body) -> Exploration {
    let mut config = config.clone();
    config.runs = Some(runs);
    let mut total = Exploration::default();
    let mut units = vec![Unit::whole(&config).unwrap()];
    while let Some(unit) = units.pop() {
        let unit: Unit = unit.to_string().parse().unwrap();
        let body = Body::clone(body);
        let (part, rest) = explore_units(&config, vec![unit], move || body()).unwrap();
        assert!(part.runs <= runs);
        assert_eq!(rest.is_empty(), part.ended == Ended::Exhausted, "{:?}", part.ended);
        total.add(&part);
        units.extend(rest);
    }
    total
}

#[test]
fn steps_of_any_size_add_up() {
    for memory in [Memory::Sc, Memory::Rc11] {
        let config = config(memory);
        for (name, body) in all() {
            let expected = whole(&config, &body);
            assert!(expected.is_exhaustive(), "{name}");
            for runs in [1, 10, 50] {
                let total = stepwise(&config, runs, &body);
                assert_eq!(counts(&total), counts(&expected), "{name} {memory} {runs}");
                assert_eq!(failure(&total), failure(&expected), "{name} {memory} {runs}");
                assert!(total.progress >= 1.0, "{name} {memory} {runs}: {}", total.progress);
            }
        }
    }
}

#[test]
fn shards_add_up() {
    for (name, body) in all() {
        let config = config(Memory::Rc11);
        let expected = whole(&config, &body);
        for count in [1, 2, 3, 7] {
            let mut total = Exploration::default();
            for index in 0..count {
                let body = Body::clone(&body);
                let (part, rest) = shard(&config, index, count, move || body()).unwrap();
                assert!(rest.is_empty() && part.ended == Ended::Exhausted);
                total.add(&part);
            }
            assert_eq!(counts(&total), counts(&expected), "{name} {count}");
            assert_eq!(failure(&total), failure(&expected), "{name} {count}");
            assert!(total.progress >= 1.0 && total.is_exhaustive());
        }
    }
}

#[test]
fn roots_are_as_many_as_asked_for_and_the_same_each_time() {
    for (name, body) in all() {
        let config = config(Memory::Rc11);
        let expected = whole(&config, &body);
        let split = |least| {
            let body = Body::clone(&body);
            roots(&config, move || body(), least).unwrap()
        };
        let (found, units) = split(12);
        assert!(units.len() >= 12 || found.is_exhaustive(), "{name}: {}", units.len());
        let texts = |units: &[Unit]| units.iter().map(Unit::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&units), texts(&split(12).1), "{name}");
        let again = Body::clone(&body);
        let (mut total, rest) = explore_units(&config, units, move || again()).unwrap();
        assert!(rest.is_empty());
        total.add(&found);
        assert_eq!(counts(&total), counts(&expected), "{name}");
    }
}

/// What a worker remembers about loops is a cache: without it, everything is found all the same. In any
/// order, each execution once.
#[test]
fn loops_and_awaits_are_the_same_executions() {
    for memory in [Memory::Sc, Memory::Rc11] {
        for schedule in [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(7)] {
            let mut config = config(memory);
            config.schedule = schedule;
            let names = Mutex::new(BTreeSet::new());
            let keep = |leaf: &Leaf<'_>| {
                if matches!(leaf.end, End::Complete | End::Deadlock) {
                    assert!(names.lock().unwrap().insert(leaf.graph.name()), "met twice");
                }
            };
            let awaits = explore_with(&config, keep, || tries(false));
            let loops = explore_all(&config, || tries(true));
            assert_eq!((loops.complete, loops.deadlocks), (awaits.complete, awaits.deadlocks));
            assert_eq!(loops.digest, awaits.digest, "{schedule:?}");
            assert_eq!((awaits.complete, awaits.deadlocks, awaits.rounds), (30, 5, 0));
        }
    }
}
