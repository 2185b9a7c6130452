//! Small programs, most of them wrong.
#![allow(dead_code, reason = "each test file uses its own")]

use plainweave_weave::raw::{self, Op, Order, Place, Plain, Rmw, Shape, ThreadIndex, Width};

#[track_caller]
pub fn load(place: Place, order: Order) -> u64 {
    place.perform(Op::Load, order, order).value
}

#[track_caller]
pub fn store(place: Place, value: u64, order: Order) {
    place.perform(Op::Store(value), order, Order::RELAXED);
}

#[track_caller]
pub fn add(place: Place, value: u64) -> u64 {
    place.perform(Op::Rmw(Rmw::Add, value, Width::WORD), Order::SEQ_CST, Order::RELAXED).value
}

#[track_caller]
pub fn lock(place: Place) {
    place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
}

#[track_caller]
pub fn unlock(place: Place) {
    place.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
}

#[track_caller]
pub fn spawn(body: impl FnOnce() + 'static) -> ThreadIndex {
    raw::spawn(Box::new(body))
}

/// Two threads take two locks in different orders.
pub fn crossed_locks() {
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
pub fn lock_twice() {
    let a = Place::new(0, Shape::Chain);
    lock(a);
    lock(a);
}

/// A thread ends without giving its lock back.
pub fn forgotten_guard() {
    let a = Place::new(0, Shape::Chain);
    raw::join(spawn(move || lock(a)));
    lock(a);
}

/// Waits for a flag with a condition, but looks at the flag before it has the lock.
pub fn lost_wake_up() {
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
pub fn late_park() {
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
pub fn tickets() {
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
pub fn store_buffering() {
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
pub fn publication(ordered: bool) {
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
pub fn unordered() {
    let data = Plain::new();
    let writer = spawn(move || data.access(true, "a cell"));
    data.access(true, "a cell");
    raw::join(writer);
}

/// Retries without a hint.
pub fn retry_for_ever() {
    let flag = Place::new(0, Shape::Free);
    while load(flag, Order::ACQUIRE) == 0 {
        load(flag, Order::RELAXED);
    }
}
