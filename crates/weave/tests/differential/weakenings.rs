//! The comparison can fail: for each rule of the engine that can be taken away there is a program,
//! the smallest that was found, on which its absence shows.

use plainweave_weave::raw::Rmw::{Add, Swap};
use plainweave_weave::weakened::Rule;

use super::compare::{Limits, compare};
use super::program::Instruction::{
    AwaitSettled, Cas, Choose, Claim, Fence, FutexStore, FutexWait, FutexWake, Load, Lock, Reclaim,
    Settle, Spawn, Store, TryLock, Update,
};
use super::program::Program;
use super::program::Strength::{Acq, AcqRel, Rel, Rlx, Sc};
use super::weakened;

const LIMITS: Limits = Limits { states: 10_000, seed: 1, thorough: true };

/// A program on which the absence of `rule` shows.
fn witness(rule: Rule) -> Program {
    match rule {
        // The store of thread 0 goes in behind an update that comes after its load.
        Rule::TotalOrder => Program::new([
            &[Spawn(1), Store(0, 1, Sc), Load(1, Rlx)],
            &[Store(1, 1, Sc), Update(0, Add, 2, Sc)],
        ]),
        Rule::ScAxiom => Program::new([
            &[Spawn(1), Store(0, 1, Sc), Load(1, Sc)],
            &[Store(1, 1, Sc), Load(0, Sc)],
        ]),
        Rule::FenceEdges => Program::new([
            &[Spawn(1), Store(0, 1, Rlx), Fence(Sc), Load(1, Rlx)],
            &[Store(1, 1, Rlx), Fence(Sc), Load(0, Rlx)],
        ]),
        // Thread 2 tells thread 0 by a release that is no part of the order of sequentially
        // consistent events. Without the rule, its first store would be before the load.
        Rule::Elsewhere => Program::new([
            &[Spawn(1), Spawn(2), Store(1, 2, Sc), Load(0, Sc)],
            &[Load(1, Sc)],
            &[Store(0, 1, Sc), Update(1, Swap, 2, AcqRel)],
        ]),
        Rule::CoherenceFloor => Program::new([&[Store(0, 1, Rlx), Load(0, Rlx)]]),
        Rule::Atomicity => Program::new([&[Spawn(1), Update(0, Add, 1, Rlx)], &[Store(0, 2, Rlx)]]),
        Rule::ReleaseSequence => Program::new([
            &[Spawn(1), Spawn(2), Store(0, 1, Rlx), Store(1, 1, Rel)],
            &[Update(1, Add, 1, Rlx)],
            &[Load(1, Acq), Load(0, Rlx)],
        ]),
        Rule::ReleaseFence => Program::new([
            &[Spawn(1), Store(0, 1, Rlx), Fence(Rel), Store(1, 1, Rlx)],
            &[Load(1, Acq), Load(0, Rlx)],
        ]),
        Rule::AcquireFence => Program::new([
            &[Spawn(1), Store(0, 1, Rlx), Store(1, 1, Rel)],
            &[Load(1, Rlx), Fence(Acq), Load(0, Rlx)],
        ]),
        Rule::WeakChains => Program::new([
            &[Spawn(1), TryLock(1), Update(1, Swap, 2, Sc)],
            &[Store(1, 1, Sc), TryLock(1)],
        ]),
        Rule::CanonicalDeletion => Program::new([
            &[Spawn(1), Update(0, Add, 1, Rlx), Update(0, Add, 1, Rlx)],
            &[Load(0, Rlx)],
        ]),
        Rule::Fixed => Program::new([
            &[Spawn(1), Spawn(2), Load(0, Rlx)],
            &[Update(0, Add, 1, Rlx)],
            &[Cas(0, 0, 2, Rlx, Rlx)],
        ]),
        Rule::Revisited => Program::new([
            &[Spawn(1), Spawn(2), Load(0, Rlx)],
            &[Cas(0, 0, 1, Rlx, Rlx)],
            &[Store(0, 2, Rlx)],
        ]),
        Rule::FirstChoice => {
            Program::new([&[Spawn(1), Load(0, Rlx), Choose(2)], &[Store(0, 1, Rlx)]])
        }
        Rule::ReadingWaits => Program::new([
            &[Spawn(1), Claim, Cas(0, 0, 1, Rlx, Rlx), Settle(3), Claim],
            &[Cas(0, 1, 2, Acq, Sc), AwaitSettled, Reclaim],
        ]),
        // The sleeper misses the store, although it goes to sleep after the wake-up.
        Rule::QueueKnowledge => {
            Program::new([&[Spawn(1), FutexStore(1, Rlx), FutexWake(1)], &[FutexWait(0)]])
        }
        // Crossed locks: the deadlock is between two steals.
        Rule::Steals => Program::new([&[Spawn(1), Lock(0), Lock(1)], &[Lock(1), Lock(0)]]),
        Rule::Revisits => Program::new([&[Spawn(1), Load(0, Rlx)], &[Store(0, 1, Rlx)]]),
        Rule::Placements => Program::new([&[Spawn(1), Store(0, 1, Rlx)], &[Store(0, 2, Rlx)]]),
    }
}

/// Without debug assertions nothing can be taken away.
#[cfg(debug_assertions)]
#[test]
fn the_absence_of_each_rule_is_noticed() {
    for rule in Rule::ALL {
        let program = witness(rule);
        let verdict = weakened::set(Some(rule), || compare(&program, LIMITS));
        let Err(said) = verdict else { panic!("nothing notices that {rule:?} is gone") };
        assert!(said.contains("executions: "), "{rule:?} is noticed by something else: {said}");
    }
}

#[test]
fn with_all_rules_there_is_nothing_to_notice() {
    for rule in Rule::ALL {
        let verdict = compare(&witness(rule), LIMITS);
        assert!(verdict.is_ok(), "{rule:?}: {verdict:?}");
    }
}
