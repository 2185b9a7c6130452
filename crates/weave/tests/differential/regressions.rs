//! Programs on which the engine, or an earlier form of its algorithm, was wrong.

use super::compare::{Limits, Totals, compare};
use super::program::Instruction::{
    Assume, AwaitLoad, AwaitSettled, Cas, Claim, Load, Lock, Notify, ReadLock, ReadUnlock, Reclaim,
    Settle, Spawn, SpinBoth, SpinLock, SpinTestAndSet, SpinWhileLocked, Store, Update,
};
use super::program::Program;
use super::program::Strength::{Acq, Rel, Rlx, Sc};
use plainweave_weave::raw::Rmw::Add;
use plainweave_weave::raw::Test::{Equal, NotEqual};

fn agrees(program: &Program) -> Totals {
    compare(program, Limits { states: 100_000, seed: 1, thorough: true })
        .unwrap_or_else(|said| panic!("{said}\n{program}"))
}

/// The read in front of the loop was taken for a part of the failed round; since it was of an older
/// value, the deadlock was missed.
#[test]
fn a_read_in_front_of_a_loop_does_not_hide_its_deadlock() {
    let totals = agrees(&Program::new([
        &[Spawn(1), Store(1, 1, Sc), Store(0, 2, Sc)],
        &[Load(0, Sc), SpinBoth(1, 0, 1, Rlx)],
    ]));
    assert_eq!((totals.executions_sc, totals.deadlocks_sc), (0, 2));
}

/// A stopped thread whose first read has been overtaken may not be given up: its last read can still
/// be revisited.
#[test]
fn a_failed_round_with_an_overtaken_read_may_still_succeed() {
    let thread = [Load(0, Rlx), Assume(0), Cas(0, 0, 1, Acq, Acq), Assume(0), Store(0, 0, Rel)];
    let mut program = Program::new([&[Spawn(1)], &thread]);
    program.threads[0].extend(thread);
    let totals = agrees(&program);
    assert_eq!((totals.executions_sc, totals.executions_rc11), (4, 4));
}

/// The same as a lock with a hint in its loop.
#[test]
fn a_test_and_test_and_set_lock_has_all_of_its_executions() {
    let totals = agrees(&Program::new([
        &[Spawn(1), SpinTestAndSet(0, Rlx, Acq), Store(0, 0, Rel)],
        &[SpinTestAndSet(0, Rlx, Acq), Store(0, 0, Rel)],
    ]));
    assert_eq!((totals.executions_sc, totals.executions_rc11), (4, 4));
}

/// Awaits whose older source contradicts what comes later in the prefix of the write that revisits
/// them: leaving out the values that make them wait when judging what is canonical loses executions.
#[test]
fn an_await_that_reads_an_older_value_may_be_revisited() {
    agrees(&Program::new([
        &[Spawn(1), Spawn(2), AwaitLoad(0, Equal, 1, Rlx), Store(1, 1, Rlx)],
        &[Store(0, 1, Rlx), Store(0, 2, Rlx), Load(1, Rlx)],
        &[AwaitLoad(1, NotEqual, 0, Rlx), Store(0, 1, Rlx)],
    ]));
}

/// Two waits that are stuck at the same time: one is committed to waiting before the other looks for
/// what it could have taken, or the graph would be met twice.
#[test]
fn two_stuck_awaits_are_one_deadlock() {
    let totals = agrees(&Program::new([
        &[Spawn(1), Store(0, 1, Rlx), Store(0, 2, Rlx), AwaitLoad(1, Equal, 1, Rlx)],
        &[Store(1, 1, Rlx), Store(1, 2, Rlx), AwaitLoad(0, Equal, 1, Rlx)],
    ]));
    assert!(totals.deadlocks_sc > 0);
}

/// Without the sources that stuck operations could have taken, deadlocks are missed.
#[test]
fn crossed_locks_are_found() {
    let totals = agrees(&Program::new([&[Spawn(1), Lock(0), Lock(1)], &[Lock(1), Lock(0)]]));
    assert_eq!((totals.executions_sc, totals.deadlocks_sc, totals.blocked), (2, 1, 0));
}

/// What happens-before does not order in a chain, here two notifications that receive nothing, was
/// taken to be ordered where all other accesses are sequentially consistent: the load that reads 0
/// although its thread notifies last was missed.
#[test]
fn a_chain_orders_only_what_receives_what_the_one_before_published() {
    let totals = agrees(&Program::new([
        &[Spawn(1), Notify(1), Load(0, Sc)],
        &[Update(0, Add, 1, Sc), Notify(u32::MAX)],
    ]));
    assert_eq!((totals.executions_sc, totals.executions_rc11), (3, 4));
}

/// The same with readers, who come and go in any order.
#[test]
fn a_reader_does_not_receive_what_another_reader_did() {
    let totals = agrees(&Program::new([
        &[Spawn(1), ReadLock, ReadUnlock, Load(0, Sc)],
        &[Store(0, 1, Sc), ReadLock, ReadUnlock],
    ]));
    assert!(totals.executions_rc11 > totals.executions_sc);
}

/// An operation on a chain that only read was taken out of the graph when a write made it wait, as one
/// that writes is; its old source was still there, and the execution was met twice.
#[test]
fn a_claim_of_what_had_failed_is_met_once() {
    let totals = agrees(&Program::new([
        &[Spawn(1), Claim, Cas(0, 0, 1, Rlx, Rlx), Settle(3), Claim],
        &[Cas(0, 1, 2, Acq, Sc), AwaitSettled, Reclaim],
    ]));
    assert_eq!(totals.executions_sc, 4);
}

/// A loop that waits for a lock may be an event of the deadlock or not; the name of the deadlock, and
/// with it the digest, depended on which.
#[test]
fn a_deadlock_has_one_name_whatever_the_schedule() {
    let totals =
        agrees(&Program::new([&[Spawn(1), SpinLock(1)], &[SpinLock(1), SpinLock(0), SpinLock(0)]]));
    assert!(totals.deadlocks_sc > 0);
}

/// A loop that looks whether a lock is taken, sent round by the one who takes it, found the lock's first
/// state again, and the execution was met twice.
#[test]
fn a_loop_around_a_look_at_a_lock_is_met_once() {
    let totals = agrees(&Program::new([&[Spawn(1), SpinWhileLocked(1)], &[SpinLock(1)]]));
    assert_eq!((totals.executions_sc, totals.executions_rc11), (2, 2));
}
