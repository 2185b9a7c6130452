//! Both sides know the textbook: outcomes of litmus tests that RC11 allows or forbids.

use super::compare::{Limits, compare};
use super::program::Instruction::{self, Fence, Load, Spawn, Store, Update};
use super::program::Program;
use super::program::Strength::{Acq, AcqRel, Rel, Rlx, Sc};
use super::{brute_rc11, brute_sc};
use plainweave_weave::raw::Rmw::Swap;

/// Threads, and what is read: thread from 0, the how-manyth of its instructions, value.
struct Litmus {
    name: &'static str,
    threads: Vec<Vec<Instruction>>,
    outcome: &'static [(usize, usize, u64)],
    allowed: bool,
}

const X: usize = 0;
const Y: usize = 1;

fn table() -> Vec<Litmus> {
    let litmus = |name, threads, outcome, allowed| Litmus { name, threads, outcome, allowed };
    let sb = |store, load| {
        vec![vec![Store(X, 1, store), Load(Y, load)], vec![Store(Y, 1, store), Load(X, load)]]
    };
    let iriw = |order| {
        vec![
            vec![Store(X, 1, Sc)],
            vec![Load(X, order), Load(Y, Sc)],
            vec![Load(Y, order), Load(X, Sc)],
            vec![Store(Y, 1, Sc)],
        ]
    };
    let fenced = |between: Instruction| {
        vec![
            vec![Store(X, 1, Rlx), between, Load(Y, Rlx)],
            vec![Store(Y, 1, Rlx), between, Load(X, Rlx)],
        ]
    };
    vec![
        litmus("SB rel acq", sb(Rel, Acq), &[(0, 1, 0), (1, 1, 0)], true),
        litmus("SB sc", sb(Sc, Sc), &[(0, 1, 0), (1, 1, 0)], false),
        litmus("SB sc stores", sb(Sc, Acq), &[(0, 1, 0), (1, 1, 0)], true),
        litmus("SB sc fences", fenced(Fence(Sc)), &[(0, 2, 0), (1, 2, 0)], false),
        litmus("SB acqrel fences", fenced(Fence(AcqRel)), &[(0, 2, 0), (1, 2, 0)], true),
        litmus(
            "LB",
            vec![vec![Load(X, Rlx), Store(Y, 1, Rlx)], vec![Load(Y, Rlx), Store(X, 1, Rlx)]],
            &[(0, 0, 1), (1, 0, 1)],
            false,
        ),
        litmus(
            "MP rlx",
            vec![vec![Store(X, 1, Rlx), Store(Y, 1, Rlx)], vec![Load(Y, Acq), Load(X, Rlx)]],
            &[(1, 0, 1), (1, 1, 0)],
            true,
        ),
        litmus(
            "MP through an exchange",
            vec![
                vec![Store(X, 1, Rlx), Store(Y, 1, Rel)],
                vec![Update(Y, Swap, 2, Rlx)],
                vec![Load(Y, Acq), Load(X, Rlx)],
            ],
            &[(1, 0, 1), (2, 0, 2), (2, 1, 0)],
            false,
        ),
        litmus(
            "MP through a store",
            vec![
                vec![Store(X, 1, Rlx), Store(Y, 1, Rel), Store(Y, 2, Rlx)],
                vec![Load(Y, Acq), Load(X, Rlx)],
            ],
            &[(1, 0, 2), (1, 1, 0)],
            true,
        ),
        litmus("IRIW sc", iriw(Sc), &[(1, 0, 1), (1, 1, 0), (2, 0, 1), (2, 1, 0)], false),
        litmus("IRIW acq sc", iriw(Acq), &[(1, 0, 1), (1, 1, 0), (2, 0, 1), (2, 1, 0)], true),
        litmus(
            "SB+rfis",
            vec![
                vec![Store(X, 1, Rel), Load(X, Sc), Load(Y, Sc)],
                vec![Store(Y, 1, Rel), Load(Y, Sc), Load(X, Sc)],
            ],
            &[(0, 1, 1), (0, 2, 0), (1, 1, 1), (1, 2, 0)],
            true,
        ),
        litmus(
            "WWmerge1",
            vec![
                vec![Load(X, Acq), Load(Y, Sc)],
                vec![Store(X, 1, Sc), Store(X, 2, Sc)],
                vec![Store(Y, 1, Sc), Load(X, Sc)],
            ],
            &[(0, 0, 2), (0, 1, 0), (2, 1, 0)],
            true,
        ),
    ]
}

#[test]
fn outcomes_are_those_of_the_papers() {
    for Litmus { name, threads, outcome, allowed } in table() {
        let mut all = vec![(1..=threads.len()).map(Spawn).collect()];
        all.extend(threads);
        let program = Program { threads: all };
        let shows = |execution: &super::key::Execution| {
            outcome
                .iter()
                .all(|&(thread, at, value)| execution.threads[thread + 1][at].read == value)
        };
        let weak = brute_rc11::enumerate(&program, 100_000).expect("a small program");
        assert_eq!(weak.complete.iter().any(shows), allowed, "{name}");
        let strong = brute_sc::enumerate(&program, 100_000).expect("a small program");
        assert!(!strong.complete.iter().any(shows), "{name} under sc");
        let verdict = compare(&program, Limits { states: 100_000, seed: 1, thorough: true });
        verdict.unwrap_or_else(|said| panic!("{name}: {said}"));
    }
}
