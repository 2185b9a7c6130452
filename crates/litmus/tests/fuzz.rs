//! The engine against the naive enumerator, on programs at random: the same executions, each once,
//! with the same values at the end.
//!
//! The seeds are the same every time. `LITMUS_PROGRAMS` says how many programs there are, and
//! `LITMUS_SEED` where to begin; `LITMUS_EVENTS`, about how many events a program has at most.

// An environment that cannot be read has failed its test.
#![allow(clippy::unwrap_used)]

mod support;

use plainweave_litmus::Program;
use plainweave_litmus::enumerate::{End, Limits, Naive};
use plainweave_litmus::generate::{Size, generate};
use plainweave_litmus::run::Weave;
use plainweave_litmus::table::Model;
use support::{disagreement, found};
use weave::Schedule;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn executions_are_those_that_the_enumerator_finds() {
    let first = number("LITMUS_SEED", 0);
    let count = number("LITMUS_PROGRAMS", 600);
    let events_max = usize::try_from(number("LITMUS_EVENTS", 8)).unwrap();
    let limits = Limits { graphs_max: 20_000, events_max: 40, time_max: None };
    let naive = Naive { limits, variant: None };
    let (mut executions, mut deadlocks, mut failures, mut cut) = (0, 0, 0, 0);
    for seed in first..first + count {
        let mut weave = Weave::default();
        weave.config.schedule = match seed % 3 {
            0 => Schedule::LeftToRight,
            1 => Schedule::RightToLeft,
            _ => Schedule::Random(seed),
        };
        let line = generate(seed, Size { threads_max: 4, events_max }).to_string();
        let program = Program::new(&line).unwrap();
        for model in [Model::Sc, Model::Rc11] {
            let Some(expected) = found(&naive, &program, model) else {
                cut += 1;
                continue;
            };
            let found = found(&weave, &program, model).expect("it has no limits");
            if let Some(disagreement) = disagreement(&expected, &found) {
                panic!("seed {seed}, {model}: {line}\n{disagreement}");
            }
            match expected {
                Err(_) => failures += 1,
                Ok(expected) => {
                    executions += expected.len();
                    deadlocks += expected.keys().filter(|(end, _)| *end == End::Deadlock).count();
                }
            }
        }
    }
    println!(
        "{count} programs, 2 models: {executions} executions, {deadlocks} of them deadlocks; \
         {failures} failures, {cut} cut"
    );
    assert!(cut * 50 <= 2 * count, "{cut} of {} were too large", 2 * count);
}
