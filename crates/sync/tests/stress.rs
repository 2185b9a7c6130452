//! Many threads at once, and sums that must come out.
//!
//! No schedule makes these fail. What they lack in thoroughness against the model checkers they
//! make up for by running on the real machine, with its weak memory and its real futex.

use std::cell::Cell;
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use plainweave_sync::{
    Barrier, BoundedSemaphore, Condition, Deadline, Event, Lock, RLock, RawLock, Semaphore, Wait,
};

const THREADS: u32 = 4;

/// Long enough to fall asleep, short enough to time out now and then.
const MOMENT: Duration = Duration::from_micros(20);

/// Runs `job` in several threads at once.
fn together(threads: u32, job: impl Fn(u32) + Sync) {
    thread::scope(|scope| {
        for number in 0..threads {
            let job = &job;
            scope.spawn(move || job(number));
        }
    });
}

/// In each round all threads prepare and then wait, once; and this thread lets all of them go,
/// after it has left them some time to fall asleep.
fn in_rounds<T>(
    rounds: u32,
    prepare: impl Fn() -> T + Sync,
    wait: impl Fn(T) + Sync,
    let_go: impl Fn(),
) {
    // Somebody else's barrier: this is not about ours.
    let gate = std::sync::Barrier::new(THREADS as usize + 1);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..rounds {
                    let prepared = prepare();
                    gate.wait();
                    wait(prepared);
                    gate.wait();
                }
            });
        }
        for _ in 0..rounds {
            gate.wait();
            (0..8 * THREADS).for_each(|_| thread::yield_now());
            let_go();
            gate.wait();
        }
    });
}

/// A counter that loses additions unless one thread at a time adds. Relaxed: what is under test
/// has to order it.
#[derive(Debug, Default)]
struct Fragile(AtomicU32);

impl Fragile {
    fn add_one(&self) {
        let before = self.0.load(Relaxed);
        if before.is_multiple_of(64) {
            thread::yield_now();
        }
        self.0.store(before + 1, Relaxed);
    }

    fn total(self) -> u32 {
        self.0.into_inner()
    }
}

#[test]
fn lock_loses_no_addition() {
    const ROUNDS: u32 = 20_000;
    let total = Lock::new(0);
    together(THREADS, |_| {
        for _ in 0..ROUNDS {
            *total.lock() += 1;
        }
    });
    assert_eq!(total.into_inner(), THREADS * ROUNDS);
}

#[test]
fn lock_and_all_its_other_ways_in_lose_no_addition() {
    const ROUNDS: u32 = 4_000;
    let total = Lock::new(0);
    together(THREADS, |number| {
        let mut added = 0;
        while added < ROUNDS {
            let guard = match (number + added) % 3 {
                0 => Some(total.lock()),
                1 => total.try_lock(),
                _ => total.lock_timeout(MOMENT),
            };
            match guard {
                Some(mut total) => {
                    *total += 1;
                    added += 1;
                }
                None => thread::yield_now(),
            }
        }
    });
    assert_eq!(total.into_inner(), THREADS * ROUNDS);
}

/// A thread whose deadline passes must neither keep the lock nor a wake-up meant for another one:
/// else the patient threads sleep for ever.
#[test]
fn lock_timeouts_lose_neither_lock_nor_wake_up() {
    const ROUNDS: u32 = 1_000;
    let lock = Lock::new(());
    let inside = Fragile::default();
    let taken = AtomicU32::new(0);
    together(THREADS, |number| {
        for _ in 0..ROUNDS {
            let guard = if number % 2 == 0 { Some(lock.lock()) } else { lock.lock_timeout(MOMENT) };
            if guard.is_some() {
                inside.add_one();
                taken.fetch_add(1, Relaxed);
            }
        }
    });
    assert_eq!(inside.total(), taken.into_inner());
    assert!(lock.try_lock().is_some(), "everybody has left");
}

#[test]
fn raw_lock_handed_round_by_strangers_loses_no_addition() {
    const ROUNDS: u32 = 2_000;
    let (left, right) = (RawLock::new(), RawLock::new());
    right.acquire();
    let inside = Fragile::default();
    together(2, |number| {
        let (mine, theirs) = if number == 0 { (&left, &right) } else { (&right, &left) };
        for _ in 0..ROUNDS {
            mine.acquire();
            inside.add_one();
            theirs.release().expect("the other thread took it");
        }
    });
    assert_eq!(inside.total(), 2 * ROUNDS);
}

#[test]
fn rlock_loses_no_addition_at_any_level() {
    const ROUNDS: u32 = 3_000;
    let total = RLock::new(Cell::new(0));
    together(THREADS, |number| {
        for round in 0..ROUNDS {
            let outer = total.lock();
            let before = outer.get();
            let depth = (number + round) % 4;
            let inner: Vec<_> = (0..depth).map(|_| total.lock()).collect();
            assert_eq!(total.level(), depth + 1);
            for guard in &inner {
                guard.set(guard.get() + 1);
            }
            assert_eq!(outer.get(), before + depth, "nobody comes between");
        }
    });
    let depths: u32 = (0..THREADS * ROUNDS).map(|turn| (turn / ROUNDS + turn % ROUNDS) % 4).sum();
    assert_eq!(total.into_inner().get(), depths);
}

#[test]
fn semaphore_of_one_loses_no_addition() {
    const ROUNDS: u32 = 10_000;
    let semaphore = Semaphore::new(1);
    let inside = Fragile::default();
    together(THREADS, |_| {
        for _ in 0..ROUNDS {
            let _permit = semaphore.acquire();
            inside.add_one();
        }
    });
    assert_eq!(inside.total(), THREADS * ROUNDS);
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn bounded_semaphore_of_one_loses_no_addition() {
    const ROUNDS: u32 = 10_000;
    let semaphore = BoundedSemaphore::new(1);
    let inside = Fragile::default();
    together(THREADS, |_| {
        for _ in 0..ROUNDS {
            let _permit = semaphore.acquire();
            inside.add_one();
        }
    });
    assert_eq!(inside.total(), THREADS * ROUNDS);
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn semaphore_lets_no_more_in_than_it_has_permits() {
    const ROUNDS: u32 = 2_000;
    const PERMITS: u32 = 2;
    let semaphore = Semaphore::new(PERMITS);
    let inside = AtomicU32::new(0);
    together(THREADS, |number| {
        for round in 0..ROUNDS {
            let permit = if (number + round) % 2 == 0 {
                Some(semaphore.acquire())
            } else {
                semaphore.acquire_timeout(MOMENT).ok()
            };
            if permit.is_some() {
                assert!(inside.fetch_add(1, Relaxed) < PERMITS);
                inside.fetch_sub(1, Relaxed);
            }
        }
    });
    assert_eq!(semaphore.available(), PERMITS);
}

/// If fewer were woken, the others would sleep on, since nobody takes two.
#[test]
fn semaphore_wakes_one_for_each_permit() {
    const ROUNDS: u32 = 300;
    let semaphore = Semaphore::new(0);
    let all = NonZeroU32::new(THREADS).expect("there are some");
    in_rounds(
        ROUNDS,
        || (),
        |()| semaphore.acquire().forget(),
        || semaphore.release_many(all).expect("far from the limit"),
    );
    assert_eq!(semaphore.available(), 0);
}

#[test]
fn bounded_semaphore_never_has_more_than_its_bound() {
    const ROUNDS: u32 = 3_000;
    const BOUND: u32 = 3;
    let semaphore = BoundedSemaphore::new(BOUND);
    let (taken, given) = (AtomicU32::new(0), AtomicU32::new(0));
    together(THREADS, |_| {
        for _ in 0..ROUNDS {
            if let Ok(permit) = semaphore.try_acquire() {
                permit.forget();
                taken.fetch_add(1, Relaxed);
            }
            // As many attempts again as there are permits to give back: some must fail.
            for _ in 0..2 {
                given.fetch_add(u32::from(semaphore.release().is_ok()), Relaxed);
            }
            assert!(semaphore.available() <= BOUND);
        }
    });
    let out = taken.into_inner() - given.into_inner();
    assert_eq!(semaphore.available() + out, BOUND, "none made up, none lost");
}

#[test]
fn event_goes_back_and_forth() {
    const ROUNDS: u32 = 5_000;
    let (there, back) = (Event::new(), Event::new());
    let rounds = Fragile::default();
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..ROUNDS {
                there.wait();
                there.clear();
                rounds.add_one();
                back.set();
            }
        });
        for round in 0..ROUNDS {
            assert_eq!(rounds.0.load(Relaxed), round);
            there.set();
            back.wait();
            back.clear();
        }
    });
    assert_eq!(rounds.total(), ROUNDS);
}

/// A flash lets go whoever drew a ticket before it, whether they sleep yet or not.
#[test]
fn event_flashes_are_seen_by_all_who_wait() {
    const ROUNDS: u32 = 300;
    let flash = Event::new();
    in_rounds(
        ROUNDS,
        || flash.ticket(),
        |ticket| assert!(flash.wait_since(ticket, Deadline::NEVER)),
        || {
            flash.set();
            flash.clear();
        },
    );
}

/// A queue with room for two: the textbook's use of two conditions with one lock.
#[derive(Debug, Default)]
struct Buffer {
    items: Lock<VecDeque<u32>>,
    not_full: Condition,
    not_empty: Condition,
}

impl Buffer {
    fn put(&self, item: u32) {
        let mut items = self.not_full.wait_while(self.items.lock(), |items| items.len() == 2);
        items.push_back(item);
        self.not_empty.notify_one(&items);
    }

    fn take(&self) -> u32 {
        let mut items = self.not_empty.wait_while(self.items.lock(), |items| items.is_empty());
        let item = items.pop_front().expect("it is not empty");
        self.not_full.notify_one(&items);
        item
    }
}

#[test]
fn condition_hands_every_item_over_once() {
    const ITEMS: u32 = 2_000;
    const PAIRS: u32 = 2;
    let buffer = Buffer::default();
    let taken = Lock::new(Vec::new());
    together(2 * PAIRS, |number| {
        if number < PAIRS {
            for item in 0..ITEMS {
                buffer.put(number * ITEMS + item);
            }
        } else {
            let mine: Vec<u32> = (0..ITEMS).map(|_| buffer.take()).collect();
            for producer in 0..PAIRS {
                let from = producer * ITEMS..(producer + 1) * ITEMS;
                assert!(mine.iter().filter(|item| from.contains(item)).is_sorted());
            }
            taken.lock().extend(mine);
        }
    });
    let mut taken = taken.into_inner();
    taken.sort_unstable();
    assert!(taken.into_iter().eq(0..PAIRS * ITEMS), "what went in has come out");
}

/// What `notify` counts is the number of waits that return `Woken`, whoever else times out
/// meanwhile.
#[test]
fn condition_notifies_as_many_as_it_says() {
    const WAITS: u32 = 2_000;
    let still_waiting = Lock::new(THREADS);
    let condition = Condition::new();
    let (woken, notified) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (still_waiting, condition, woken) = (&still_waiting, &condition, &woken);
            scope.spawn(move || {
                for round in 0..WAITS {
                    let timeout = MOMENT * ((number + round) % 3);
                    let (_guard, wait) = condition.wait_timeout(still_waiting.lock(), timeout);
                    woken.fetch_add(u32::from(wait == Wait::Woken), Relaxed);
                }
                *still_waiting.lock() -= 1;
            });
        }
        for most in [1, 2] {
            let (still_waiting, condition, notified) = (&still_waiting, &condition, &notified);
            scope.spawn(move || {
                loop {
                    let guard = still_waiting.lock();
                    if *guard == 0 {
                        break;
                    }
                    notified.fetch_add(condition.notify(most, &guard), Relaxed);
                    drop(guard);
                    // About half of the waits time out before their turn comes.
                    (0..12).for_each(|_| thread::yield_now());
                }
            });
        }
    });
    assert_eq!(woken.into_inner(), notified.into_inner());
    assert_eq!(condition.notify_all(&still_waiting.lock()), 0, "the queue is empty");
}

#[test]
fn condition_keeps_the_levels_of_an_rlock() {
    const ROUNDS: u32 = 500;
    let turn = RLock::new(Cell::new(0));
    let turned = Condition::new();
    together(2, |number| {
        for _ in 0..ROUNDS {
            let _outer = turn.lock();
            let inner = turned.wait_while(turn.lock(), |turn| turn.get() % 2 != number);
            assert_eq!(turn.level(), 2);
            inner.set(inner.get() + 1);
            turned.notify_one(&inner);
        }
    });
    assert_eq!(turn.into_inner().get(), 2 * ROUNDS);
}

#[test]
fn barrier_lets_nobody_leave_before_all_have_arrived() {
    const CYCLES: u32 = 1_000;
    let barrier = Barrier::new(THREADS);
    let arrived = AtomicU32::new(0);
    let (leaders, indices) = (AtomicU32::new(0), AtomicU32::new(0));
    together(THREADS, |_| {
        for cycle in 1..=CYCLES {
            arrived.fetch_add(1, Relaxed);
            let arrival = barrier.wait().expect("nobody gives up");
            let seen = arrived.load(Relaxed);
            assert!(seen >= cycle * THREADS, "all of this cycle");
            assert!(seen < (cycle + 1) * THREADS, "we are not in the next one yet");
            leaders.fetch_add(u32::from(arrival.is_leader()), Relaxed);
            indices.fetch_add(arrival.index, Relaxed);
        }
    });
    assert_eq!(leaders.into_inner(), CYCLES, "one a cycle");
    assert_eq!(indices.into_inner(), CYCLES * (THREADS * (THREADS - 1) / 2));
    assert_eq!(barrier.waiting(), 0);
}

/// Whatever is aborted and reset meanwhile: nobody stays inside, and the barrier works after.
#[test]
fn barrier_lets_everybody_out_however_often_it_breaks() {
    const ROUNDS: u32 = 500;
    let barrier = Barrier::new(2);
    let busy = AtomicU32::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..ROUNDS {
                    // One comes alone now and then, and must not wait for ever.
                    let timeout = MOMENT * (1 + round % 3);
                    let _ = barrier.wait_timeout(timeout);
                }
                busy.fetch_sub(1, Relaxed);
            });
        }
        while busy.load(Relaxed) > 0 {
            barrier.reset();
            thread::yield_now();
            barrier.abort();
        }
    });
    assert_eq!(barrier.waiting(), 0);
    barrier.reset();
    together(2, |_| assert!(barrier.wait().is_ok()));
}
