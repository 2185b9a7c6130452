//! Small programs, most of them wrong.
#![allow(dead_code, reason = "each test file uses its own")]

use plainweave_weave::raw::{self, Op, Order, Place, Plain, Rmw, Shape, ThreadIndex, Width};

#[track_caller]
pub(crate) fn load(place: Place, order: Order) -> u64 {
    place.perform(Op::Load, order, order).value
}

#[track_caller]
pub(crate) fn store(place: Place, value: u64, order: Order) {
    place.perform(Op::Store(value), order, Order::RELAXED);
}

#[track_caller]
pub(crate) fn add(place: Place, value: u64) -> u64 {
    place.perform(Op::Rmw(Rmw::Add, value, Width::WORD), Order::SEQ_CST, Order::RELAXED).value
}

#[track_caller]
pub(crate) fn lock(place: Place) {
    place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
}

#[track_caller]
pub(crate) fn unlock(place: Place) {
    place.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
}

#[track_caller]
pub(crate) fn spawn(body: impl FnOnce() + 'static) -> ThreadIndex {
    raw::spawn(Box::new(body))
}

/// Two threads take two locks in different orders.
pub(crate) fn crossed_locks() {
    let (a, b) = (Place::new(0, Shape::Chain), Place::new(0, Shape::Chain));
    let one = spawn(move || {
        lock(a);
        lock(b);
        unlock(b);
        unlock(a);
    });
    let other = spawn(move || {
        lock(b);
        lock(a);
        unlock(a);
        unlock(b);
    });
    raw::join(one);
    raw::join(other);
}

/// A thread takes a lock that it has.
pub(crate) fn lock_twice() {
    let a = Place::new(0, Shape::Chain);
    lock(a);
    lock(a);
}

/// A thread ends without giving its lock back.
pub(crate) fn forgotten_guard() {
    let a = Place::new(0, Shape::Chain);
    raw::join(spawn(move || lock(a)));
    lock(a);
}

/// Waits for a flag with a condition, but looks at the flag before it has the lock.
pub(crate) fn lost_wake_up() {
    let flag = Place::new(0, Shape::Free);
    let queue = Place::new(0, Shape::Chain);
    let sleeper = spawn(move || {
        if load(flag, Order::SEQ_CST) == 0 {
            queue.perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
            queue.perform(Op::Woken(false), Order::ACQUIRE, Order::RELAXED);
        }
    });
    store(flag, 1, Order::SEQ_CST);
    queue.perform(Op::Wake(1), Order::ACQ_REL, Order::RELAXED);
    raw::join(sleeper);
}

/// A thread waits for a value that nobody writes any more.
pub(crate) fn late_await() {
    let flag = Place::new(0, Shape::Free);
    let setter = spawn(move || {
        store(flag, 1, Order::SEQ_CST);
        store(flag, 2, Order::SEQ_CST);
    });
    let one = Op::AwaitLoad(raw::Test::Equal, 1);
    flag.perform(one, Order::SEQ_CST, Order::RELAXED);
    raw::join(setter);
}

/// Two threads draw tickets without a lock.
pub(crate) fn tickets() {
    let next = Place::new(0, Shape::Free);
    let drawn = Place::new(0, Shape::Free);
    let draw = move || {
        let ticket = load(next, Order::SEQ_CST);
        store(next, ticket + 1, Order::SEQ_CST);
        let others = add(drawn, 1 << (8 * ticket));
        assert_eq!(others >> (8 * ticket) & 0xFF, 0, "two threads got the same ticket");
    };
    let (one, other) = (spawn(draw), spawn(draw));
    raw::join(one);
    raw::join(other);
}

/// Each of two threads may miss what the other one wrote.
pub(crate) fn store_buffering() {
    let (x, y) = (Place::new(0, Shape::Free), Place::new(0, Shape::Free));
    let missed = Place::new(0, Shape::Free);
    let side = move |mine: Place, other: Place| {
        move || {
            store(mine, 1, Order::RELEASE);
            if load(other, Order::ACQUIRE) == 0 {
                add(missed, 1);
            }
        }
    };
    let (one, other) = (spawn(side(x, y)), spawn(side(y, x)));
    raw::join(one);
    raw::join(other);
    assert!(load(missed, Order::RELAXED) < 2, "both missed each other");
}

/// A value is published with a flag, in order or not.
pub(crate) fn publication(ordered: bool) {
    let (write, read) =
        if ordered { (Order::RELEASE, Order::ACQUIRE) } else { (Order::RELAXED, Order::RELAXED) };
    let ready = Place::new(0, Shape::Free);
    let data = Plain::new();
    let reader = spawn(move || {
        if load(ready, read) == 1 {
            data.access(false, "a cell");
        }
    });
    data.access(true, "a cell");
    store(ready, 1, write);
    raw::join(reader);
}

/// Two threads write the same memory.
pub(crate) fn unordered() {
    let data = Plain::new();
    let writer = spawn(move || data.access(true, "a cell"));
    data.access(true, "a cell");
    raw::join(writer);
}

/// Retries without a hint.
pub(crate) fn retry_for_ever() {
    let flag = Place::new(0, Shape::Free);
    while load(flag, Order::ACQUIRE) == 0 {
        load(flag, Order::RELAXED);
    }
}

/// Does not do the same whenever it runs.
pub(crate) fn changing(run: u64) {
    let sum = Place::new(0, Shape::Free);
    let child = spawn(move || {
        add(sum, 1);
    });
    if run.is_multiple_of(2) {
        store(sum, 5, Order::RELAXED);
    } else {
        load(sum, Order::ACQUIRE);
    }
    raw::join(child);
}

/// Two threads write two places, and each place has the first write of the other thread last: no
/// interleaving does that.
pub(crate) fn two_orders() {
    let (x, y) = (Place::new(0, Shape::Free), Place::new(0, Shape::Free));
    let side = move |first: Place, second: Place| {
        move || {
            store(first, 1, Order::RELAXED);
            store(second, 2, Order::RELAXED);
        }
    };
    let (one, other) = (spawn(side(x, y)), spawn(side(y, x)));
    raw::join(one);
    raw::join(other);
    let (x, y) = (load(x, Order::RELAXED), load(y, Order::RELAXED));
    assert!((x, y) != (1, 1), "both first writes came last");
}

/// A thread parks twice, and is woken once.
pub(crate) fn one_token_too_few() {
    let token = Place::labelled(0, Shape::Chain, "token");
    let parks = spawn(move || {
        for _ in 0..2 {
            token.perform(Op::AwaitCas { expected: 1, new: 0 }, Order::ACQ_REL, Order::RELAXED);
        }
    });
    token.perform(Op::Rmw(Rmw::Swap, 1, Width::WORD), Order::ACQ_REL, Order::RELAXED);
    raw::join(parks);
}

/// Spins, with a hint, for what nobody does.
pub(crate) fn spin_for_ever() {
    let flag = Place::new(0, Shape::Free);
    while load(flag, Order::ACQUIRE) == 0 {
        raw::spin();
    }
}

/// Store buffering without an assertion.
pub(crate) fn store_buffering_counted() {
    let (x, y) = (Place::new(0, Shape::Free), Place::new(0, Shape::Free));
    let side = move |mine: Place, other: Place| {
        move || {
            store(mine, 1, Order::RELEASE);
            load(other, Order::ACQUIRE);
        }
    };
    let (one, other) = (spawn(side(x, y)), spawn(side(y, x)));
    raw::join(one);
    raw::join(other);
}

/// Two threads sleep, one is woken, and it does not wake the other.
pub(crate) fn one_wake_up_for_two() {
    let asleep = Place::new(0, Shape::Free);
    let queue = Place::labelled(0, Shape::Chain, "condvar");
    let sleeps = move || {
        queue.perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
        add(asleep, 1);
        queue.perform(Op::Woken(false), Order::ACQUIRE, Order::RELAXED);
    };
    let (one, other) = (spawn(sleeps), spawn(sleeps));
    asleep.perform(Op::AwaitLoad(raw::Test::Equal, 2), Order::SEQ_CST, Order::RELAXED);
    queue.perform(Op::Wake(1), Order::ACQ_REL, Order::RELAXED);
    raw::join(one);
    raw::join(other);
}
