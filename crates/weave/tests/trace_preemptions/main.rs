//! The number of preemptions, compared with an interpreter that tries every schedule and shares nothing
//! with the engine: of random programs, and of programs whose numbers are known.

mod engine;
mod interpreter;
#[path = "../programs/mod.rs"]
mod programs;
mod random;
mod text;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use engine::{execution, program};
use interpreter::all_schedules;
use plainweave_weave::{
    Config, End, Fewest, Leaf, Memory, Proved, explore_all, explore_with, fewest_preemptions,
    shortest_failure,
};
use programs::store_buffering_counted;
use random::{Dice, random_text};
use text::{Act, Execution, Fate, Text};

fn compare(text: &Text) -> usize {
    let (expected, first_failure) = all_schedules(text);
    let mut config = sc();
    config.stop_at_first_failure = false;
    let found: Mutex<BTreeMap<(Execution, Fate), u32>> = Mutex::default();
    let search = |leaf: &Leaf<'_>| {
        let fate = match leaf.end {
            End::Complete => Fate::Complete,
            End::Deadlock => Fate::Deadlock,
            End::Failure => Fate::Failure,
            other => panic!("{other:?} of {text:?}"),
        };
        *found.lock().expect("unharmed").entry((execution(leaf.graph), fate)).or_default() += 1;
        if fate == Fate::Complete {
            let Fewest::Found { preemptions, order } = fewest_preemptions(leaf.graph, 1 << 20)
            else {
                panic!("no interleaving of {:?}", leaf.graph);
            };
            assert_eq!(order.len(), leaf.graph.len());
            assert_eq!(
                expected.get(&(execution(leaf.graph), fate)),
                Some(&preemptions),
                "{text:?}"
            );
        }
    };
    let all = explore_with(&config, search, program(text.clone()));
    let found = found.into_inner().expect("unharmed");
    assert!(found.keys().eq(expected.keys()), "{text:?}\n{found:#?}\n{expected:#?}");
    assert!(found.values().all(|&times| times == 1), "{text:?}");
    for bound in 0..=expected.values().copied().max().unwrap_or(0) {
        config.preemptions = Some(bound);
        let bounded = explore_all(&config, program(text.clone()));
        let count = |fate: Fate| {
            let within = expected.iter().filter(|((_, f), least)| *f == fate && **least <= bound);
            within.count() as u64
        };
        assert_eq!(bounded.complete, count(Fate::Complete), "{bound} {text:?}");
        assert_eq!(bounded.deadlocks, count(Fate::Deadlock), "{bound} {text:?}");
        assert_eq!(
            bounded.complete + bounded.deadlocks + bounded.failures + bounded.beyond,
            all.complete + all.deadlocks + all.failures,
        );
    }
    let fails = expected.iter().filter(|((_, fate), _)| *fate == Fate::Deadlock);
    let least = fails.map(|(_, &least)| least).chain(first_failure).min();
    let shortest = shortest_failure(&sc(), program(text.clone()));
    let preemptions = shortest.failure.map(|failure| failure.interleaving.preemptions());
    assert_eq!(preemptions, least, "{text:?}");
    assert_eq!(shortest.proved, least.map_or(Proved::None, Proved::NoneBelow));
    expected.len()
}

fn sc() -> Config {
    let mut config = Config::default();
    config.memory = Memory::Sc;
    config
}

#[test]
fn random_programs_need_as_many_preemptions_as_their_best_schedule() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let rounds = std::env::var("WEAVE_ROUNDS").ok().and_then(|text| text.parse().ok());
    let mut executions = 0;
    for _ in 0..rounds.unwrap_or(300) {
        executions += compare(&random_text(&mut dice));
    }
    assert!(executions > 1_000, "{executions}");
}

#[test]
fn an_unlock_may_be_worth_a_delay() {
    // If the first thread unlocks before it is left, to leave the second one is a preemption, too.
    let text = vec![
        vec![Act::Spawn(1), Act::Spawn(2), Act::Spawn(3)],
        vec![Act::Lock, Act::Store(1, 1), Act::Unlock, Act::Store(0, 1)],
        vec![Act::Load(1), Act::Load(0), Act::Lock, Act::Unlock],
        vec![Act::Load(0), Act::Lock, Act::Unlock],
    ];
    compare(&text);
}

#[test]
fn an_end_may_be_worth_a_delay() {
    // If the first thread ends at once, to leave each of those that join it is a preemption.
    let joins = vec![Act::Load(1), Act::Load(0), Act::Join(1), Act::Load(0)];
    let text = vec![
        vec![Act::Spawn(1), Act::Spawn(2), Act::Spawn(3), Act::Spawn(4)],
        vec![Act::Store(1, 1), Act::Load(1)],
        joins.clone(),
        joins,
        vec![Act::Store(0, 1)],
    ];
    compare(&text);
}

/// The numbers of complete executions with at most 0, 1, 2, … preemptions, up to all of them.
fn cumulative(config: &Config, program: impl Fn() + Send + Sync + Clone + 'static) -> Vec<u64> {
    let all = explore_all(config, program.clone());
    let mut numbers = Vec::new();
    while numbers.last() != Some(&all.complete) {
        let mut config = config.clone();
        config.preemptions = Some(u32::try_from(numbers.len()).expect("few"));
        let bounded = explore_all(&config, program.clone());
        assert_eq!(bounded.complete + bounded.beyond, all.complete);
        numbers.push(bounded.complete);
    }
    numbers
}

fn text(acts: &[Act], threads: u32) -> Text {
    let mut main: Vec<Act> = (1..=threads).map(Act::Spawn).collect();
    main.extend((1..=threads).map(Act::Join));
    let mut text = vec![main];
    text.extend((0..threads).map(|_| acts.to_vec()));
    text
}

fn cumulative_of(acts: &[Act], threads: u32) -> Vec<u64> {
    let text = text(acts, threads);
    let program = Arc::new(program(text));
    cumulative(&sc(), move || program())
}

#[test]
fn orders_of_single_steps_need_no_preemption() {
    for threads in 2..=5 {
        let all: u64 = (1..=u64::from(threads)).product();
        assert_eq!(cumulative_of(&[Act::Add(0)], threads), [all]);
        assert_eq!(cumulative_of(&[Act::Lock, Act::Unlock], threads), [all]);
    }
}

#[test]
fn interleavings_of_two_counters_are_words_with_so_many_runs() {
    // Two threads add n times each: words of n A and n B. With r runs they have r - 2 preemptions:
    // the last run of each letter ends with its thread.
    let choose = |n: u64, k: u64| (0..k).fold(1, |ways, i| ways * (n - i) / (i + 1));
    for n in 1..=4u64 {
        let words =
            |runs: u64| 2 * choose(n - 1, runs.div_ceil(2) - 1) * choose(n - 1, runs / 2 - 1);
        let expected: Vec<u64> = (2..=2 * n).map(|most| (2..=most).map(words).sum()).collect();
        let acts = vec![Act::Add(0); usize::try_from(n).expect("small")];
        assert_eq!(cumulative_of(&acts, 2), expected);
    }
}

#[test]
fn weak_executions_count_with_reads_of_old_values_for_free() {
    let rc11 = Config::default();
    // Each side first, without a preemption; both see each other, with one.
    assert_eq!(cumulative(&sc(), store_buffering_counted), [2, 3]);
    // Both miss each other: one side first, and the other reads what is overwritten.
    assert_eq!(cumulative(&rc11, store_buffering_counted), [3, 4]);
}

#[test]
fn a_search_that_must_not_keep_states_gives_up() {
    let limits = Mutex::new(Vec::new());
    let program = program(text(&[Act::Add(0), Act::Add(0)], 3));
    explore_with(
        &sc(),
        |leaf| {
            let found = fewest_preemptions(leaf.graph, 1);
            limits.lock().expect("unharmed").push(matches!(found, Fewest::GaveUp { states: 2.. }));
        },
        program,
    );
    assert_eq!(limits.into_inner().expect("unharmed"), [true; 90]);
}

#[test]
fn weak_graphs_have_no_interleaving() {
    let weak = Mutex::new(0);
    explore_with(
        &Config::default(),
        |leaf| {
            if fewest_preemptions(leaf.graph, usize::MAX) == Fewest::Weak {
                *weak.lock().expect("unharmed") += 1;
            }
        },
        store_buffering_counted,
    );
    assert_eq!(weak.into_inner().expect("unharmed"), 1);
}

#[test]
fn workers_agree_on_what_is_within_the_bound() {
    let mut config = sc();
    config.preemptions = Some(2);
    let program = || program(text(&[Act::Add(0), Act::Load(1), Act::Add(0)], 3));
    let one = explore_all(&config, program());
    config.jobs = 2;
    let two = explore_all(&config, program());
    assert!(one.beyond > 0 && one.complete > 0);
    assert_eq!((one.complete, one.beyond, one.digest), (two.complete, two.beyond, two.digest));
}
