//! The search against one that tries all orders, and against what is known.

use std::cell::Cell;

use plainweave_linear::specs::{
    Discipline, Lock, LockOperation, Queue, QueueOperation, QueueResult,
};
use plainweave_linear::{Answers, Call, Checker, Consistency, History, Spec, TooLong, Verdict};
use proptest::prelude::*;
use proptest::sample::select;

use Consistency::{Linearizable, Quiescent, Sequential};
use QueueOperation::{Get, Len, Put, ShutDown, TryGet, TryPut};
use QueueResult::{Count, Done, Empty, Full, Item};

type QueueHistory = History<QueueOperation, QueueResult>;

fn fifo() -> Queue {
    Queue::new(Discipline::FirstInFirstOut, Some(2))
}

fn is_explained<S: Spec>(
    consistency: Consistency,
    initial: &S,
    history: &History<S::Operation, S::Result>,
) -> bool {
    let verdict = Checker::new(consistency).check(initial, history).expect("it is short");
    match verdict {
        Verdict::Explained(_) => true,
        Verdict::Unexplained(_) => false,
        Verdict::Undecided { states } => panic!("undecided after {states} states"),
    }
}

/// One call after the other, each over before the next begins.
fn one_by_one(calls: &[(usize, QueueOperation, QueueResult)]) -> QueueHistory {
    let mut history = History::new();
    for (thread, operation, result) in calls {
        let call = history.invoke(*thread, *operation);
        history.respond(call, *result);
    }
    history
}

#[test]
fn a_queue_keeps_its_order() {
    let right = one_by_one(&[(0, Put(1), Done), (0, Put(2), Done), (1, Get, Item(1))]);
    assert!(is_explained(Linearizable, &fifo(), &right));
    let wrong = one_by_one(&[(0, Put(1), Done), (0, Put(2), Done), (1, Get, Item(2))]);
    for consistency in [Linearizable, Sequential] {
        assert!(!is_explained(consistency, &fifo(), &wrong));
    }
}

#[test]
fn the_three_consistencies_differ() {
    // Ben is late: he does not see what ann put before.
    let late = one_by_one(&[(0, Put(1), Done), (1, TryGet, Empty)]);
    assert!(!is_explained(Linearizable, &fifo(), &late));
    assert!(is_explained(Sequential, &fifo(), &late));
    assert!(!is_explained(Quiescent, &fifo(), &late), "all was quiet in between");

    // Ann's own calls change places, while ben's goes on all the time.
    let mut swapped = History::new();
    let len = swapped.invoke(1, Len);
    for (operation, result) in [(TryGet, Item(1)), (Put(1), Done)] {
        let call = swapped.invoke(0, operation);
        swapped.respond(call, result);
    }
    swapped.respond(len, Count(0));
    assert!(!is_explained(Linearizable, &fifo(), &swapped));
    assert!(!is_explained(Sequential, &fifo(), &swapped));
    assert!(is_explained(Quiescent, &fifo(), &swapped));
}

#[test]
fn a_pending_call_may_have_taken_effect_or_not() {
    for seen in [Item(1), Empty] {
        let mut history = History::new();
        history.invoke(0, Put(1));
        let get = history.invoke(1, TryGet);
        history.respond(get, seen);
        assert!(is_explained(Linearizable, &fifo(), &history));
    }
}

#[test]
fn at_a_standstill_who_waits_has_reason_to() {
    let standstill = |items: u32| {
        let mut history = History::new();
        for item in 0..items {
            let put = history.invoke(0, Put(item));
            history.respond(put, Done);
        }
        history.invoke(1, Get);
        history
    };
    let mut with_reason = standstill(0);
    with_reason.came_to_a_standstill();
    assert!(is_explained(Linearizable, &fifo(), &with_reason));

    // It could get the item: nobody woke it.
    let mut without = standstill(1);
    assert!(is_explained(Linearizable, &fifo(), &without), "it may still be on its way");
    without.came_to_a_standstill();
    assert!(!is_explained(Linearizable, &fifo(), &without));
    let verdict = Checker::new(Linearizable).check(&fifo(), &without);
    let Ok(Verdict::Unexplained(why)) = verdict else { panic!("{verdict:?}") };
    let forgotten = "  thread 1: Get, which waits, where the specification says Item(0)\n";
    assert!(why.to_string().ends_with(forgotten), "{why}");
}

#[test]
fn too_much_is_undecided_and_too_long_is_an_error() {
    let mut history = History::new();
    let calls: Vec<_> =
        (0..14).zip(0..).map(|(thread, item)| history.invoke(thread, Put(item))).collect();
    for call in calls {
        history.respond(call, Done);
    }
    let len = history.invoke(0, Len);
    history.respond(len, Count(99));
    let queue = Queue::new(Discipline::FirstInFirstOut, None);
    let verdict = Checker::new(Linearizable).most_states(10_000).check(&queue, &history);
    assert_eq!(verdict, Ok(Verdict::Undecided { states: 10_000 }));

    for _ in 0..200 {
        let call = history.invoke(0, Len);
        history.respond(call, Count(14));
    }
    let verdict = Checker::new(Linearizable).check(&queue, &history);
    assert_eq!(verdict, Err(TooLong { calls: 215 }));
}

#[test]
fn as_many_calls_as_a_set_has_room_for_are_checked() {
    let mut history = one_by_one(&[(0, Put(1), Done)]);
    for _ in 0..127 {
        let call = history.invoke(0, Len);
        history.respond(call, Count(1));
    }
    assert!(is_explained(Linearizable, &fifo(), &history));
    history.invoke(0, Len);
    let verdict = Checker::new(Linearizable).check(&fifo(), &history);
    assert_eq!(verdict, Err(TooLong { calls: 129 }));
}

thread_local! {
    /// How often a counter was asked.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// A number to which 1 is added, by callers who are not told what it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Counter(u32);

impl Spec for Counter {
    type Operation = bool;
    type Result = u32;

    fn apply(&self, adds: &bool) -> Answers<Self, u32> {
        ASKED.set(ASKED.get() + 1);
        if *adds { Answers::one(Self(self.0 + 1), 0) } else { Answers::one(self.clone(), self.0) }
    }
}

#[test]
fn what_was_looked_at_is_not_looked_at_again() {
    const CALLS: u32 = 8;
    let mut history = History::new();
    let calls: Vec<_> = (0..8).map(|thread| history.invoke(thread, true)).collect();
    for call in calls {
        history.respond(call, 0);
    }
    let wrong = history.invoke(0, false);
    history.respond(wrong, 99);
    assert!(!is_explained(Linearizable, &Counter(0), &history));
    // Each call from each set without it, and the last one; there are 8! orders.
    assert_eq!(ASKED.get(), CALLS * (1 << (CALLS - 1)) + 1 + 1);
}

#[test]
fn what_can_come_first_is_told() {
    let mut history = History::new();
    let call = history.invoke(0, LockOperation::Release);
    history.respond(call, true);
    let verdict = Checker::new(Linearizable).check(&Lock::default(), &history);
    let Ok(Verdict::Unexplained(why)) = verdict else { panic!("{verdict:?}") };
    assert_eq!(
        why.to_string(),
        "no order explains it; none of these can come first\n  \
         thread 0: Release -> true, where the specification says false\n"
    );
}

/// Tries all orders of all sets of calls, without any cleverness.
fn naive<S: Spec>(
    consistency: Consistency,
    state: &S,
    history: &History<S::Operation, S::Result>,
    order: &mut Vec<usize>,
) -> bool {
    let calls = history.calls();
    let rest: Vec<usize> = (0..calls.len()).filter(|call| !order.contains(call)).collect();
    let keeps = |one: &Call<S::Operation, S::Result>, other: &Call<_, _>| match consistency {
        Linearizable => one.is_before(other),
        Sequential => one.thread == other.thread && one.is_before(other),
        Quiescent => unreachable!("it is not compared"),
    };
    if rest.iter().all(|call| calls[*call].result.is_none()) {
        return true;
    }
    rest.iter().any(|call| {
        let is_first = rest.iter().all(|other| !keeps(&calls[*other], &calls[*call]));
        is_first
            && state.apply(&calls[*call].operation).into_iter().any(|(next, result)| {
                let fits = calls[*call].result.as_ref().is_none_or(|told| *told == result);
                order.push(*call);
                let found = fits && naive(consistency, &next, history, order);
                order.pop();
                found
            })
    })
}

fn operation() -> impl Strategy<Value = QueueOperation> {
    select(vec![Put(1), Put(2), TryPut(3), Get, TryGet, Len, ShutDown { drops: false }])
}

/// A history of a few calls by three threads, each told something that may be right.
fn history() -> impl Strategy<Value = QueueHistory> {
    let told = select(vec![Done, Item(1), Item(2), Item(3), Count(0), Count(1), Full, Empty]);
    // Each step lets a thread begin, if nothing of it is under way, or end.
    let step = (0..3_usize, operation(), told, any::<bool>());
    proptest::collection::vec(step, 1..14).prop_map(|steps| {
        let mut history = History::new();
        let mut open = [None; 3];
        let mut queue = fifo();
        for (thread, operation, told, is_right) in steps {
            if let Some((call, operation)) = open[thread].take() {
                // Half of the time what the queue says if this is the moment: else few would be explained.
                let answer = queue.apply(&operation).into_iter().next();
                match answer {
                    Some((next, result)) if is_right => {
                        queue = next;
                        history.respond(call, result);
                    }
                    _ => history.respond(call, told),
                }
            } else {
                open[thread] = Some((history.invoke(thread, operation), operation));
            }
        }
        history
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_agrees_with_all_orders(history in history(), sequential in any::<bool>()) {
        let consistency = if sequential { Sequential } else { Linearizable };
        let found = is_explained(consistency, &fifo(), &history);
        prop_assert_eq!(found, naive(consistency, &fifo(), &history, &mut Vec::new()));
    }

    #[test]
    fn an_order_that_explains_does(history in history()) {
        let verdict = Checker::new(Linearizable).check(&fifo(), &history).expect("it is short");
        if let Verdict::Explained(order) = verdict {
            let mut state = fifo();
            for (place, call) in order.iter().enumerate() {
                let call = &history.calls()[*call];
                for later in &order[place + 1..] {
                    prop_assert!(!history.calls()[*later].is_before(call));
                }
                let answer = state.apply(&call.operation).into_iter().next();
                let (next, result) = answer.expect("nothing in the order blocks");
                prop_assert!(call.result.is_none_or(|told| told == result));
                state = next;
            }
            let told = history.calls().iter().filter(|call| call.result.is_some()).count();
            prop_assert!(told <= order.len());
        }
    }

    #[test]
    fn what_is_linearizable_is_sequential_and_quiescent(history in history()) {
        if is_explained(Linearizable, &fifo(), &history) {
            prop_assert!(is_explained(Sequential, &fifo(), &history));
            prop_assert!(is_explained(Quiescent, &fifo(), &history));
        }
    }
}
