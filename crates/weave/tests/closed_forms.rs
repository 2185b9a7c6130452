//! Programs of which mathematics knows how many executions they have.

use plainweave_weave::raw::{self, Op, Order, Place, Rmw, Shape, Test, Width};
use plainweave_weave::{Config, Exploration, Memory, Schedule, explore_all};

fn lock(place: Place) {
    place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
}

fn unlock(place: Place) {
    place.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
}

fn load(place: Place) -> u64 {
    place.perform(Op::Load, Order::ACQUIRE, Order::RELAXED).value
}

fn store(place: Place, value: u64) {
    place.perform(Op::Store(value), Order::RELEASE, Order::RELAXED);
}

fn add(place: Place) {
    place.perform(Op::Rmw(Rmw::Add, 1, Width::WORD), Order::RELAXED, Order::RELAXED);
}

fn variables(count: u64) -> Vec<Place> {
    (0..count).map(|_| Place::new(0, Shape::Free)).collect()
}

fn mutexes(count: u64) -> Vec<Place> {
    (0..count).map(|_| Place::new(0, Shape::Chain)).collect()
}

/// Starts `count` threads and waits for all of them.
fn threads(count: u64, body: impl Fn(u64) + Clone + 'static) {
    let start = |index| {
        let body = body.clone();
        raw::spawn(Box::new(move || body(index)))
    };
    let started: Vec<_> = (0..count).map(start).collect();
    started.into_iter().for_each(raw::join);
}

/// The same under both memory models and all schedules: counts of complete executions and deadlocks,
/// and no run wasted.
fn exactly(complete: u64, deadlocks: u64, program: impl Fn() + Send + Sync + Clone + 'static) {
    let schedules = [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(7)];
    let mut digests = std::collections::BTreeMap::new();
    for memory in [Memory::Sc, Memory::Rc11] {
        for schedule in schedules {
            let found = run(memory, schedule, program.clone());
            assert_eq!((found.complete, found.deadlocks), (complete, deadlocks), "{memory}");
            assert_eq!((found.blocked, found.cut, found.runs), (0, 0, complete + deadlocks));
            assert!(found.is_exhaustive());
            assert_eq!(*digests.entry(memory.to_string()).or_insert(found.digest), found.digest);
        }
    }
}

fn run(
    memory: Memory,
    schedule: Schedule,
    program: impl Fn() + Send + Sync + 'static,
) -> Exploration {
    let mut config = Config::default();
    config.memory = memory;
    config.schedule = schedule;
    config.stop_at_first_failure = false;
    explore_all(&config, program)
}

fn factorial(n: u64) -> u64 {
    (1..=n).product()
}

#[test]
fn a_lock_is_taken_in_every_order() {
    for n in 1..=6 {
        exactly(factorial(n), 0, move || {
            let mutex = mutexes(1)[0];
            threads(n, move |_| {
                lock(mutex);
                unlock(mutex);
            });
        });
    }
}

#[test]
fn rounds_of_one_lock_are_multiset_permutations() {
    for (n, k) in [(2, 2), (2, 4), (2, 6), (3, 2), (3, 3)] {
        let orders = factorial(n * k) / factorial(k).pow(u32::try_from(n).expect("small"));
        exactly(orders, 0, move || {
            let mutex = mutexes(1)[0];
            threads(n, move |_| {
                for _ in 0..k {
                    lock(mutex);
                    unlock(mutex);
                }
            });
        });
    }
}

#[test]
fn two_locks_one_after_the_other_are_independent() {
    for n in 1..=4 {
        exactly(factorial(n).pow(2), 0, move || {
            let mutexes = mutexes(2);
            threads(n, move |_| {
                for &mutex in &mutexes {
                    lock(mutex);
                    unlock(mutex);
                }
            });
        });
    }
}

#[test]
fn additions_are_ordered_and_separate_variables_are_not() {
    for n in 1..=6 {
        exactly(factorial(n), 0, move || {
            let sum = variables(1)[0];
            threads(n, move |_| add(sum));
        });
        exactly(1, 0, move || {
            let sums = variables(n);
            threads(n, move |index| {
                let own = sums[usize::try_from(index).expect("small")];
                (0..3).for_each(|_| add(own));
            });
        });
    }
}

#[test]
fn each_reader_is_before_or_after_the_writer() {
    for n in 1..=9 {
        exactly(1 << n, 0, move || {
            let value = variables(1)[0];
            threads(n + 1, move |index| {
                if index == 0 {
                    store(value, 1);
                } else {
                    load(value);
                }
            });
        });
    }
}

#[test]
fn philosophers_deadlock_in_one_way() {
    // Each pair of neighbours agrees on who has the fork between them first: 2^n orientations of a
    // circle. All the same way round: one is the deadlock, the other one cannot be.
    for n in 2..=8 {
        exactly((1 << n) - 2, 1, move || {
            let forks = mutexes(n);
            threads(n, move |seat| {
                let fork = |index: u64| forks[usize::try_from(index % n).expect("small")];
                lock(fork(seat));
                lock(fork(seat + 1));
                unlock(fork(seat));
                unlock(fork(seat + 1));
            });
        });
    }
}

#[test]
fn the_last_zero_of_a_growing_array() {
    for n in 2..=9 {
        exactly((n + 3) << (n - 2), 0, move || {
            let array = variables(n + 1);
            threads(n + 1, move |thread| {
                let at = |index: u64| array[usize::try_from(index).expect("small")];
                if thread == 0 {
                    let mut index = n;
                    while load(at(index)) != 0 {
                        index -= 1;
                    }
                } else {
                    let before = load(at(thread - 1));
                    store(at(thread), before + 1);
                }
            });
        });
    }
}

#[test]
fn readers_of_a_readers_writer_lock_do_not_commute() {
    // A counter: its readers' entries and exits are ordered, (2n)! / 2^n ways, each exit after its
    // entry.
    for n in 1..=3 {
        let orders = factorial(2 * n) >> n;
        exactly(orders, 0, move || {
            let readers = mutexes(1)[0];
            threads(n, move |_| {
                readers.perform(Op::ReadLock, Order::ACQ_REL, Order::RELAXED);
                readers.perform(Op::Rmw(Rmw::Sub, 1, Width::WORD), Order::ACQ_REL, Order::RELAXED);
            });
        });
    }
}

#[test]
fn choices_multiply() {
    for (n, of) in [(1, 5), (2, 3), (3, 2)] {
        exactly(u64::pow(u64::from(of), n), 0, move || {
            threads(u64::from(n), move |_| {
                raw::choose(of);
            });
        });
    }
}

#[test]
fn many_threads_and_many_steps_cost_no_more_than_their_executions() {
    exactly(1, 0, || {
        let slots = variables(100);
        threads(100, move |index| store(slots[usize::try_from(index).expect("small")], index));
    });
    exactly(1, 0, || {
        let own = variables(2);
        threads(2, move |index| {
            let own = own[usize::try_from(index).expect("small")];
            (0..3_000).for_each(|step| store(own, step));
        });
    });
}

#[test]
fn a_hundred_waiters_in_one_queue() {
    // No limit from the width of a word: woken all at once, they leave one queue.
    let mut config = Config::default();
    config.runs = Some(3);
    let found = explore_all(&config, || {
        let queue = mutexes(1)[0];
        let waiters: Vec<_> = (0..100)
            .map(|_| {
                raw::spawn(Box::new(move || {
                    queue.perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
                    queue.perform(Op::Woken(true), Order::ACQUIRE, Order::RELAXED);
                }))
            })
            .collect();
        queue.perform(Op::AwaitLoad(Test::Equal, 100), Order::ACQUIRE, Order::RELAXED);
        queue.perform(Op::Wake(u32::MAX), Order::ACQ_REL, Order::RELAXED);
        waiters.into_iter().for_each(raw::join);
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert!(found.complete > 0);
}
