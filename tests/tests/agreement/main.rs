//! Random small programs over the seam have the same outcomes on every engine that goes through all
//! interleavings, and on a [naive enumerator](naive), which knows no engine and no primitive.
//!
//! Two families: *words* are atomics and futexes of the seam, at every step; *objects* are primitives, an
//! operation one step, beside a word. All orderings are `SeqCst`, so that weak memory makes no difference. A
//! program in which threads can get stuck has to break on every engine, and what its other runs come
//! to is not compared.
//!
//! loom does not agree. What it may differ in has a name, a [`Gap`](gaps::Gap); anything else fails.

mod gaps;
mod generate;
mod naive;
mod program;
mod seam;

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use generate::Size;
use naive::Book;
use program::{Family, Program, Step};

/// What all runs of a program come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcomes {
    /// Each run ends, with one of these.
    Ends(BTreeSet<String>),
    /// Some run comes to a standstill.
    Sticks,
}

/// How many programs of each family.
const PROGRAMS: u32 = 200;

/// Holds every program against `differs`, the same ones each time; a program that differs is made smaller
/// first.
fn for_each_program(
    family: Family,
    size: Size,
    differs: impl Fn(&Program, &Outcomes) -> Result<(), String>,
) {
    let config = Config { cases: PROGRAMS, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let end = Cell::new(0);
    let compared = runner.run(&generate::programs(family, size), |program| {
        let expected = naive::outcomes(&program, Book::Right);
        if matches!(expected, Outcomes::Ends(_)) {
            end.set(end.get() + 1);
        }
        differs(&program, &expected).map_err(TestCaseError::fail)
    });
    match compared {
        // Only then there is something to compare.
        Ok(()) => assert!(end.get() > PROGRAMS / 2, "only {} programs always end", end.get()),
        Err(TestError::Fail(why, program)) => panic!("{why}\n{program}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

fn same(on: &str, found: &Outcomes, expected: &Outcomes) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("on {on}: {found:?}\nnaively: {expected:?}"))
}

mod weave {
    use check::{Engine, Level};

    use super::*;

    fn like_weave(program: &Program, level: Level, expected: &Outcomes) -> Result<(), String> {
        same("weave-sc", &seam::outcomes(Engine::WeaveSc, level, program), expected)?;
        let weak = seam::outcomes(Engine::Weave, level, program);
        // A futex orders no memory: who has found that it need not sleep knows nothing by that.
        let sleeps = |step: &Step| matches!(step, Step::Wait(..) | Step::WaitUntil(..));
        match (&weak, expected) {
            (Outcomes::Ends(found), Outcomes::Ends(expected))
                if program.threads.iter().flatten().any(sleeps) && expected.is_subset(found) =>
            {
                Ok(())
            }
            _ => same("weave", &weak, expected),
        }
    }

    #[test]
    fn words() {
        for_each_program(Family::Words, Size::Usual, |program, expected| {
            like_weave(program, Level::Fine, expected)
        });
    }

    #[test]
    fn objects() {
        for_each_program(Family::Objects, Size::Usual, |program, expected| {
            like_weave(program, Level::Coarse, expected)
        });
    }

    /// Every step inside the primitives makes no difference to what they promise together, as long as
    /// memory is not weak.
    #[test]
    fn objects_step_by_step() {
        for_each_program(Family::Objects, Size::Small, |program, expected| {
            same("weave-sc", &seam::outcomes(Engine::WeaveSc, Level::Fine, program), expected)
        });
    }

    #[test]
    fn a_difference_is_noticed() {
        let differ = Cell::new(0);
        for_each_program(Family::Words, Size::Usual, |program, _| {
            let mistaken = naive::outcomes(program, Book::ExchangesRegardless);
            let is_noticed = like_weave(program, Level::Fine, &mistaken).is_err();
            differ.set(differ.get() + u32::from(is_noticed));
            Ok(())
        });
        assert!(differ.get() > 10, "{}", differ.get());
    }
}

#[cfg(feature = "shuttle")]
mod shuttle {
    use check::{Engine, Level};

    use super::*;

    fn like_shuttle(program: &Program, level: Level, expected: &Outcomes) -> Result<(), String> {
        same("shuttle-dfs", &seam::outcomes(Engine::ShuttleDfs, level, program), expected)
    }

    #[test]
    fn words() {
        for_each_program(Family::Words, Size::Small, |program, expected| {
            like_shuttle(program, Level::Fine, expected)
        });
    }

    #[test]
    fn objects() {
        for_each_program(Family::Objects, Size::Small, |program, expected| {
            like_shuttle(program, Level::Coarse, expected)
        });
    }
}
