//! The engine against enumerators that share nothing with it, on random programs.
//!
//! Under SC all interleavings are gone through, under RC11 all graphs, with the axioms evaluated as
//! they are printed. The *sets* of executions and of deadlocks have to agree, each met exactly once,
//! whatever the schedule and the number of workers.
//!
//! `cargo test` runs a few hundred programs of each mode, the same each time. To run more, best
//! optimised:
//!
//! ```text
//! WEAVE_FUZZ=20000 cargo test --release -p plainweave-weave --test differential -- --nocapture fuzz
//! ```
//!
//! runs that many of each mode and prints totals. `WEAVE_FUZZ_SEED` is the first seed (default: the
//! time), `WEAVE_FUZZ_MODE` a part of the names of modes, `WEAVE_FUZZ_STATES` the states that an
//! enumerator may have before a program is left out (default: 40,000). A program that fails is made smaller and
//! printed as an entry for `regressions.rs`.

mod axioms;
mod brute;
mod brute_rc11;
mod brute_sc;
mod compare;
mod engine;
mod generate;
mod key;
mod litmus;
mod machine;
mod program;
mod quick;
mod random;
mod regressions;
mod relation;
mod shrink;
mod value;
mod weakened;
mod weakenings;

use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use compare::{Limits, Totals, compare};
use generate::{MODES, Mode};
use plainweave_weave::weakened::Rule;
use random::Dice;

fn seed_of(mode: &Mode, number: u64) -> u64 {
    mode.name.bytes().fold(number, |seed, byte| seed.wrapping_mul(257).wrapping_add(byte.into()))
}

/// Runs `count` programs of a mode. The first that fails is told; how many others failed, too.
fn run(mode: &Mode, first: u64, count: u64, states: usize) -> (Totals, u64, Option<String>) {
    let (mut totals, mut failed, mut told) = (Totals::default(), 0, None);
    for number in first..first + count {
        let seed = seed_of(mode, number);
        let program = generate::program(mode, &mut Dice::new(seed));
        let limits = Limits { states, seed, thorough: number % 8 == 0 };
        match compare(&program, limits) {
            Ok(these) => totals.add(&these),
            Err(said) if told.is_none() => {
                failed += 1;
                let (program, said) =
                    shrink::shrink(program, said, |program| compare(program, limits).err());
                told = Some(format!("{} {number} (seed {seed}): {said}\n{program}", mode.name));
            }
            Err(_) => failed += 1,
        }
    }
    (totals, failed, told)
}

#[test]
fn engine_and_enumerators_agree() {
    thread::scope(|scope| {
        let each = MODES.iter().map(|mode| (mode, scope.spawn(|| run(mode, 0, 200, 2_000))));
        for (mode, results) in each.collect::<Vec<_>>() {
            let (totals, failed, told) =
                results.join().expect("a comparison that fails has said why");
            println!("{}: {totals}", mode.name);
            assert_eq!(failed, 0, "{}", told.unwrap_or_default());
        }
    });
}

/// Looks for a program that notices when a rule is taken away, for `weakenings.rs`:
/// `WEAVE_FUZZ_WITHOUT` is a part of the rule's name.
#[test]
fn fuzz_without() {
    let Some(which) = std::env::var("WEAVE_FUZZ_WITHOUT").ok() else { return };
    for rule in Rule::ALL.into_iter().filter(|rule| format!("{rule:?}").contains(&which)) {
        let told = weakened::set(Some(rule), || {
            let mut firsts = (0..1_000).step_by(25);
            firsts.find_map(|first| modes().find_map(|mode| run(mode, first, 25, 3_000).2))
        });
        println!("{rule:?}: {}", told.unwrap_or_else(|| "nothing notices".to_owned()));
    }
}

/// Those that `WEAVE_FUZZ_MODE` asks for.
fn modes() -> impl Iterator<Item = &'static Mode> {
    let which = std::env::var("WEAVE_FUZZ_MODE").unwrap_or_default();
    MODES.iter().filter(move |mode| mode.name.contains(&which))
}

#[test]
fn fuzz() {
    let Some(count) = number("WEAVE_FUZZ") else { return };
    let first = number("WEAVE_FUZZ_SEED").unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.expect("after 1970").as_secs()
    });
    let states = number("WEAVE_FUZZ_STATES").unwrap_or(40_000);
    let mut failures = 0;
    println!("seed {first}");
    for mode in modes() {
        let (totals, failed, told) =
            run(mode, first, count, usize::try_from(states).expect("fits"));
        println!("{}: {totals}; {failed} differ", mode.name);
        if let Some(told) = told {
            println!("{told}\n");
        }
        failures += failed;
    }
    assert_eq!(failures, 0, "programs differ");
}

/// What an environment variable is set to.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} has to be a number, not {text:?}")))
}
