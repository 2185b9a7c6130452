//! The locks on a system without the heavy fence: there both sides use full fences.
//!
//! Which it is, is decided once for the whole process; hence a binary of its own.

use std::cell::Cell;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use plainweave_sync::{Condition, Lock, RLock};
use runtime::{force_symmetric_fences, has_asymmetric_fences};

const THREADS: u32 = 4;

/// Decides before any lock of this process has been touched.
fn without_the_heavy_fence() {
    static DECIDED: OnceLock<bool> = OnceLock::new();
    assert!(*DECIDED.get_or_init(force_symmetric_fences));
    assert!(!has_asymmetric_fences());
}

fn together(job: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(&job);
        }
    });
}

#[test]
fn lock_loses_neither_additions_nor_wake_ups() {
    const ROUNDS: u32 = 10_000;
    without_the_heavy_fence();
    let total = Lock::new(0);
    together(|| {
        for round in 0..ROUNDS {
            let mut guard = total.lock();
            *guard += 1;
            if round % 100 == 0 {
                // So that the others fall asleep.
                thread::yield_now();
            }
        }
    });
    assert_eq!(total.into_inner(), THREADS * ROUNDS);
}

#[test]
fn rlock_loses_neither_additions_nor_wake_ups() {
    const ROUNDS: u32 = 5_000;
    without_the_heavy_fence();
    let total = RLock::new(Cell::new(0));
    together(|| {
        for round in 0..ROUNDS {
            let outer = total.lock();
            let inner = total.lock();
            inner.set(outer.get() + 1);
            if round % 100 == 0 {
                thread::yield_now();
            }
        }
    });
    assert_eq!(total.into_inner().get(), THREADS * ROUNDS);
}

#[test]
fn timeouts_lose_neither_lock_nor_wake_up() {
    const ROUNDS: u32 = 500;
    without_the_heavy_fence();
    let total = Lock::new(0);
    together(|| {
        let mut added = 0;
        while added < ROUNDS {
            if let Some(mut total) = total.lock_timeout(Duration::from_micros(20)) {
                *total += 1;
                added += 1;
            }
            *total.lock() += 0;
        }
    });
    assert_eq!(total.into_inner(), THREADS * ROUNDS);
}

#[test]
fn two_threads_take_turns_asleep() {
    const TURNS: u32 = 1_000;
    without_the_heavy_fence();
    let turn = Lock::new(0);
    let turned = Condition::new();
    thread::scope(|scope| {
        for number in 0..2 {
            let (turn, turned) = (&turn, &turned);
            scope.spawn(move || {
                for _ in 0..TURNS {
                    let mut guard = turned.wait_while(turn.lock(), |turn| **turn % 2 != number);
                    *guard += 1;
                    turned.notify_one(&guard);
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), 2 * TURNS);
}
