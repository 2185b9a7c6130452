//! Small programs, each of which makes a search do something else.
#![allow(dead_code, reason = "each test file uses some of them")]
#![allow(clippy::field_reassign_with_default, reason = "from outside there is no other way")]

use std::sync::Arc;

use plainweave_weave::raw::{self, Op, Order, Place, Rmw, Shape, Test, Width};
use plainweave_weave::{Config, Exploration, Memory, explore_all};

pub(crate) type Body = Arc<dyn Fn() + Send + Sync>;

pub(crate) fn all() -> Vec<(&'static str, Body)> {
    vec![
        ("locks", Arc::new(locks(3, 2))),
        ("adds", Arc::new(adds(4))),
        ("stores", Arc::new(stores)),
        ("messages", Arc::new(messages)),
        ("queue", Arc::new(queue)),
        ("readers", Arc::new(readers)),
        ("awaits", Arc::new(awaits)),
        ("crossed", Arc::new(crossed)),
        ("choices", Arc::new(choices)),
        ("families", Arc::new(families)),
        ("compared", Arc::new(compared)),
        ("fences", Arc::new(fences)),
        ("deep", Arc::new(locks(2, 7))),
        ("loops", Arc::new(loops)),
        ("tries", Arc::new(|| tries(true))),
        ("tickets", Arc::new(tickets)),
    ]
}

/// For counts: everything, with failures among the rest.
pub(crate) fn config(memory: Memory) -> Config {
    let mut config = Config::default();
    config.memory = memory;
    config.stop_at_first_failure = false;
    config
}

/// Whatever must not depend on how a search was split.
pub(crate) fn counts(found: &Exploration) -> [u64; 9] {
    [
        found.complete,
        found.deadlocks,
        found.blocked,
        found.failures,
        found.rejected,
        found.rounds,
        found.cut,
        found.digest,
        found.longest as u64,
    ]
}

/// The whole search in one go.
pub(crate) fn whole(config: &Config, body: &Body) -> Exploration {
    let body = Body::clone(body);
    explore_all(config, move || body())
}

/// The failure that is reported, without what only its own process knows.
pub(crate) fn failure(found: &Exploration) -> Option<(String, u128)> {
    found.failure.as_ref().map(|failure| (failure.kind.to_string(), failure.graph.name()))
}

pub(crate) fn spawn(body: impl FnOnce() + 'static) -> u32 {
    raw::spawn(Box::new(body))
}

pub(crate) fn load(place: Place, order: Order) -> u64 {
    place.perform(Op::Load, order, Order::RELAXED).value
}

pub(crate) fn store(place: Place, value: u64, order: Order) {
    place.perform(Op::Store(value), order, Order::RELAXED);
}

pub(crate) fn add(place: Place, value: u64, order: Order) -> u64 {
    place.perform(Op::Rmw(Rmw::Add, value, Width::WORD), order, Order::RELAXED).value
}

pub(crate) fn lock(place: Place) {
    place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
}

pub(crate) fn free() -> Place {
    Place::new(0, Shape::Free)
}

/// `(threads * rounds)! / rounds!^threads` executions: 6, 90, 369,600 for 3 x 1, 3 x 2, 4 x 3.
pub(crate) fn locks(threads: u32, rounds: u32) -> impl Fn() + Send + Sync + 'static {
    move || {
        let mutex = Place::new(0, Shape::Chain);
        let work = move || {
            for _ in 0..rounds {
                lock(mutex);
                store(mutex, 0, Order::RELEASE);
            }
        };
        let threads: Vec<_> = (0..threads).map(|_| spawn(work)).collect();
        threads.into_iter().for_each(raw::join);
    }
}

pub(crate) fn adds(threads: u32) -> impl Fn() + Send + Sync + 'static {
    move || {
        let x = free();
        let threads: Vec<_> =
            (0..threads).map(|_| spawn(move || _ = add(x, 1, Order::SEQ_CST))).collect();
        threads.into_iter().for_each(raw::join);
    }
}

/// Stores that can go to several places in modification order, also when they revisit.
pub(crate) fn stores() {
    let (x, y) = (free(), free());
    let writer = move |value| {
        move || {
            store(x, value, Order::RELAXED);
            store(x, value + 10, Order::RELEASE);
            load(y, Order::ACQUIRE);
        }
    };
    let reader = move || {
        load(x, Order::RELAXED);
        store(y, 1, Order::RELEASE);
        load(x, Order::ACQUIRE);
    };
    let threads = [spawn(reader), spawn(writer(1)), spawn(writer(2))];
    threads.into_iter().for_each(raw::join);
}

/// A message that may not have arrived when its flag has: fails under RC11 only.
pub(crate) fn messages() {
    let (data, flag) = (free(), free());
    let writer = spawn(move || {
        store(data, u64::MAX, Order::RELAXED);
        store(flag, 1, Order::RELAXED);
    });
    let readers = [0, 1].map(|_| {
        spawn(move || {
            if load(flag, Order::RELAXED) == 1 {
                assert_eq!(load(data, Order::RELAXED), u64::MAX, "the message is lost");
            }
        })
    });
    raw::join(writer);
    readers.into_iter().for_each(raw::join);
}

/// Waiters, of whom any may be woken; some sleep for ever.
pub(crate) fn queue() {
    let waiters = Place::with_key(77, 0, Shape::Chain);
    let sleeper = move || {
        waiters.perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
        waiters.perform(Op::Woken(false), Order::ACQUIRE, Order::RELAXED);
    };
    let waker = move || {
        waiters.perform(Op::Wake(1), Order::ACQ_REL, Order::RELAXED);
        waiters.perform(Op::Wake(2), Order::ACQ_REL, Order::RELAXED);
    };
    let threads = [spawn(sleeper), spawn(sleeper), spawn(waker), spawn(sleeper)];
    threads.into_iter().for_each(raw::join);
}

pub(crate) fn readers() {
    let shared = Place::new(0, Shape::Chain);
    let x = free();
    let reader = move || {
        shared.perform(Op::ReadLock, Order::ACQUIRE, Order::RELAXED);
        load(x, Order::RELAXED);
        shared.perform(Op::Rmw(Rmw::Sub, 1, Width::WORD), Order::RELEASE, Order::RELAXED);
    };
    let writer = move || {
        let all = Op::AwaitCas { expected: 0, new: 1 << 63 };
        shared.perform(all, Order::ACQUIRE, Order::RELAXED);
        store(x, 1, Order::RELAXED);
        shared.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
    };
    let threads = [spawn(reader), spawn(writer), spawn(reader)];
    threads.into_iter().for_each(raw::join);
}

pub(crate) fn awaits() {
    let (x, y) = (free(), free());
    let waiter = move || {
        x.perform(Op::AwaitLoad(Test::AtLeast, 2), Order::ACQUIRE, Order::RELAXED);
        store(y, 1, Order::RELEASE);
    };
    let setter = move |value| {
        move || {
            store(x, value, Order::RELEASE);
            load(y, Order::RELAXED);
        }
    };
    let threads = [spawn(waiter), spawn(setter(1)), spawn(setter(2)), spawn(setter(3))];
    threads.into_iter().for_each(raw::join);
}

/// Two locks in both orders: some executions deadlock.
pub(crate) fn crossed() {
    let (a, b) = (Place::new(0, Shape::Chain), Place::new(0, Shape::Chain));
    let both = move |first: Place, second: Place| {
        move || {
            for _ in 0..2 {
                lock(first);
                lock(second);
                store(second, 0, Order::RELEASE);
                store(first, 0, Order::RELEASE);
            }
        }
    };
    let threads = [spawn(both(a, b)), spawn(both(b, a))];
    threads.into_iter().for_each(raw::join);
}

pub(crate) fn choices() {
    let x = free();
    let chooser = move || {
        let chosen = u64::from(raw::choose(3));
        store(x, chosen, Order::RELAXED);
        assert!(load(x, Order::RELAXED) + chosen != 3, "an unlucky choice");
    };
    let threads = [spawn(chooser), spawn(chooser)];
    threads.into_iter().for_each(raw::join);
}

/// Who starts whom, and who makes what, depends on the execution; numbers of threads are values.
pub(crate) fn families() {
    let x = free();
    let root = move |limit: u64| {
        move || {
            let seen = add(x, 1, Order::RELAXED);
            let own = Place::new(seen, Shape::Free);
            let child = move |by| {
                move || {
                    store(own, u64::from(raw::current()) + by, Order::RELAXED);
                    load(x, Order::RELAXED);
                }
            };
            let mut children = Vec::new();
            if seen < limit {
                children.push(spawn(child(100)));
            }
            if seen == 1 {
                children.push(spawn(child(200)));
                free();
            }
            store(own, u64::from(children.first().copied().unwrap_or(0)), Order::RELAXED);
            children.into_iter().for_each(raw::join);
        }
    };
    let threads = [spawn(root(1)), spawn(root(2))];
    threads.into_iter().for_each(raw::join);
}

pub(crate) fn compared() {
    let x = Place::new(5, Shape::Free);
    let swap = move |from, to| {
        move || {
            let op = Op::Cas { expected: from, new: to };
            let answer = x.perform(op, Order::SEQ_CST, Order::ACQUIRE);
            if !answer.wrote {
                x.perform(
                    Op::Rmw(Rmw::Max, to, Width { bits: 8, signed: true }),
                    Order::ACQ_REL,
                    Order::RELAXED,
                );
            }
        }
    };
    let threads = [spawn(swap(5, 6)), spawn(swap(6, 7)), spawn(swap(5, 200))];
    threads.into_iter().for_each(raw::join);
}

pub(crate) fn fences() {
    let (x, y) = (free(), free());
    let side = move |own, other| {
        move || {
            store(own, 1, Order::RELAXED);
            raw::fence(Order::SEQ_CST);
            load(other, Order::RELAXED);
            raw::fence(Order::ACQ_REL);
            store(own, 2, Order::RELAXED);
        }
    };
    let threads = [spawn(side(x, y)), spawn(side(y, x))];
    threads.into_iter().for_each(raw::join);
}

/// A loop with a hint around one load, and one around two.
pub(crate) fn loops() {
    let (x, y) = (free(), free());
    let one = move || {
        while load(x, Order::ACQUIRE) < 2 {
            raw::spin();
        }
        store(y, 1, Order::RELEASE);
    };
    let two = move || {
        while load(x, Order::ACQUIRE) == 0 && load(y, Order::ACQUIRE) == 0 {
            raw::spin();
        }
    };
    let setter = move |value| move || store(x, value, Order::RELEASE);
    let threads = [spawn(one), spawn(two), spawn(setter(1)), spawn(setter(2))];
    threads.into_iter().for_each(raw::join);
}

/// A lock that one thread may not give back, taken by loops around tries, or by awaits.
pub(crate) fn tries(loops: bool) {
    let (mutex, x) = (Place::new(0, Shape::Chain), free());
    let taker = move |gives_back: bool| {
        move || {
            if loops {
                let op = Op::Cas { expected: 0, new: 1 };
                while !mutex.perform(op, Order::ACQUIRE, Order::RELAXED).wrote {
                    raw::spin();
                }
            } else {
                lock(mutex);
            }
            if gives_back || load(x, Order::RELAXED) == 0 {
                store(mutex, 0, Order::RELEASE);
            }
        }
    };
    let watcher = move || {
        if loops {
            while load(mutex, Order::RELAXED) == 1 {
                raw::spin();
            }
        } else {
            mutex.perform(Op::AwaitLoad(Test::NotEqual, 1), Order::RELAXED, Order::RELAXED);
        }
        store(x, 1, Order::RELAXED);
    };
    let threads = [spawn(taker(true)), spawn(watcher), spawn(taker(false)), spawn(taker(true))];
    threads.into_iter().for_each(raw::join);
}

/// A lock of tickets, by loops with hints.
pub(crate) fn tickets() {
    let (next, serving) = (free(), free());
    let work = move || {
        let own = add(next, 1, Order::RELAXED);
        while load(serving, Order::ACQUIRE) != own {
            raw::spin();
        }
        store(serving, own + 1, Order::RELEASE);
    };
    let threads = [spawn(work), spawn(work), spawn(work)];
    threads.into_iter().for_each(raw::join);
}
