//! Operations that take effect in steps: a condition, a barrier, a pool.

use plainweave_linear::specs::{
    Barrier, BarrierOperation, BarrierResult, Condition, ConditionOperation, ConditionResult, Pool,
    PoolOperation, PoolResult,
};
use plainweave_linear::{Checker, Consistency, History, Spec, Verdict};

use BarrierOperation::Wait;
use BarrierResult::Arrived;
use ConditionOperation::{Notify, WaitTimeout};
use ConditionResult::{Notified, TimedOut, Woken};

fn is_explained<S: Spec>(initial: &S, history: &History<S::Operation, S::Result>) -> bool {
    let verdict = Checker::new(Consistency::Linearizable).check(initial, history);
    match verdict.expect("it is short") {
        Verdict::Explained(_) => true,
        Verdict::Unexplained(_) => false,
        Verdict::Undecided { states } => panic!("undecided after {states} states"),
    }
}

/// One waits while the other one notifies.
fn waits_and_notifies(wait: ConditionResult, notify: ConditionResult) -> bool {
    let mut history = History::new();
    let waits = history.invoke(1, WaitTimeout(1));
    let notifies = history.invoke(2, Notify(1));
    history.respond(notifies, notify);
    history.respond(waits, wait);
    is_explained(&Condition::default(), &history)
}

#[test]
fn a_notification_is_counted_if_and_only_if_it_ends_a_wait() {
    assert!(waits_and_notifies(Woken, Notified(1)));
    assert!(waits_and_notifies(TimedOut, Notified(0)));
    assert!(!waits_and_notifies(TimedOut, Notified(1)), "it was spent on nobody");
    assert!(!waits_and_notifies(Woken, Notified(0)), "nobody was notified");
}

#[test]
fn a_notification_goes_to_who_waits_already() {
    for (first, second, is_right) in [(Woken, TimedOut, true), (TimedOut, Woken, false)] {
        let mut history = History::new();
        let older = history.invoke(1, WaitTimeout(1));
        // Who has been counted as waiting is in the line: a notification that finds nobody comes before.
        let counts = history.invoke(3, Notify(1));
        history.respond(counts, Notified(1));
        history.respond(older, first);
        let younger = history.invoke(2, WaitTimeout(2));
        history.respond(younger, second);
        assert_eq!(is_explained(&Condition::default(), &history), is_right, "{first:?}");
    }
}

/// Two wait, and the second one comes when the first one has left, or before.
fn meet(overlap: bool, indices: [u32; 2]) -> bool {
    let mut history = History::new();
    let one = history.invoke(1, Wait(1));
    if !overlap {
        history.respond(one, Arrived(indices[0]));
    }
    let two = history.invoke(2, Wait(2));
    if overlap {
        history.respond(one, Arrived(indices[0]));
    }
    history.respond(two, Arrived(indices[1]));
    is_explained(&Barrier::new(2, false), &history)
}

#[test]
fn nobody_leaves_a_barrier_before_all_have_come() {
    assert!(meet(true, [0, 1]) && meet(true, [1, 0]));
    assert!(!meet(true, [0, 0]), "each is another one");
    assert!(!meet(false, [0, 1]), "the second one had not come");
}

#[test]
fn at_a_standstill_who_has_taken_a_step_waits_with_reason() {
    for (parties, has_reason) in [(3, true), (2, false)] {
        let mut history = History::new();
        history.invoke(1, Wait(1));
        history.invoke(2, Wait(2));
        history.came_to_a_standstill();
        assert_eq!(is_explained(&Barrier::new(parties, false), &history), has_reason, "{parties}");
    }
}

#[test]
fn a_task_that_was_accepted_runs() {
    let close_beside_call = |cancels, told| {
        let mut history = History::new();
        let calls = history.invoke(1, PoolOperation::Call(1, 7));
        let closes = history.invoke(2, PoolOperation::Close { cancels });
        history.respond(closes, PoolResult::Done);
        history.respond(calls, told);
        is_explained(&Pool::default(), &history)
    };
    for told in [PoolResult::Value(7), PoolResult::ShutDown] {
        assert!(close_beside_call(false, told) && close_beside_call(true, told), "{told:?}");
    }
    assert!(close_beside_call(true, PoolResult::Cancelled));
    assert!(!close_beside_call(false, PoolResult::Cancelled), "it was to finish");
}
