//! `Lock` and `RawLock`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use plainweave_sync::{Lock, NotHeld, RawLock};

use crate::{FOR_EVER, PAST, asleep, elsewhere, until};

#[test]
fn dropping_the_guard_unlocks() {
    let lock = Lock::new(1);
    let mut guard = lock.lock();
    *guard += 1;
    assert!(lock.is_locked());
    drop(guard);
    assert!(!lock.is_locked());
    assert_eq!(*lock.lock(), 2);
    assert_eq!(lock.into_inner(), 2);
}

#[test]
fn a_held_lock_refuses_everybody() {
    let lock = Lock::new(());
    let refuses = || {
        lock.try_lock().is_none()
            && lock.lock_timeout(Duration::ZERO).is_none()
            && lock.lock_until(PAST).is_none()
    };
    let guard = lock.lock();
    assert!(refuses(), "the holder too: it is not recursive");
    assert!(elsewhere(refuses));
    drop(guard);
    assert!(lock.try_lock().is_some());
}

#[test]
fn a_free_lock_is_taken_whatever_the_timeout() {
    let lock = Lock::new(());
    assert!(lock.lock_timeout(Duration::ZERO).is_some());
    assert!(lock.lock_until(PAST).is_some());
    assert!(lock.lock_timeout(FOR_EVER).is_some());
}

#[test]
fn a_timeout_that_no_clock_can_tell_outlasts_the_holder() {
    let lock = RawLock::new();
    lock.acquire();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| lock.acquire_timeout(FOR_EVER));
        lock.release().unwrap();
        assert!(waiter.join().unwrap());
    });
    assert!(lock.is_locked());
}

#[test]
fn a_panic_unlocks_and_poisons_nothing() {
    let lock = Lock::new(1);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        *lock.lock() = 2;
        let _guard = lock.lock();
        resume_unwind(Box::new("quietly"));
    }));
    assert!(panic.is_err());
    assert_eq!(*lock.lock(), 2);
}

#[test]
fn a_leaked_guard_locks_for_good() {
    let lock = Lock::new(7);
    std::mem::forget(lock.lock());
    assert!(lock.is_locked());
    assert!(lock.try_lock().is_none());
    assert_eq!(lock.into_inner(), 7, "dropping or taking apart a locked lock is fine");
}

#[test]
fn guards_show_what_they_guard() {
    let lock = Lock::new("value");
    assert_eq!(format!("{:?}", lock.lock()), r#""value""#);
    assert_eq!(*Lock::<u8>::default().lock(), 0);
}

#[test]
fn releasing_a_free_lock_is_an_error() {
    let lock = RawLock::new();
    assert_eq!(lock.release(), Err(NotHeld));
    assert!(lock.try_acquire(), "nothing has happened");
    assert_eq!(lock.release(), Ok(()));
    assert_eq!(lock.release(), Err(NotHeld));
    assert_eq!(NotHeld.to_string(), "the lock is not held");
}

#[test]
fn any_thread_may_release() {
    let lock = RawLock::default();
    assert!(elsewhere(|| lock.try_acquire()));
    assert!(!lock.try_acquire());
    assert_eq!(elsewhere(|| lock.release()), Ok(()));
    assert!(lock.try_acquire());
    assert_eq!(elsewhere(|| lock.release()), Ok(()));
}

#[test]
fn a_release_elsewhere_lets_a_waiter_in() {
    let lock = RawLock::new();
    lock.acquire();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| lock.acquire());
        scope.spawn(|| lock.release().unwrap());
        waiter.join().unwrap();
    });
    assert!(lock.is_locked(), "by the waiter");
}

#[test]
fn of_two_racing_releases_exactly_one_succeeds() {
    const ROUNDS: usize = 500;
    let lock = RawLock::new();
    let together = Barrier::new(2);
    let race = |acquires: bool| -> Vec<bool> {
        (0..ROUNDS)
            .map(|_| {
                if acquires {
                    lock.acquire();
                }
                together.wait();
                let released = lock.release().is_ok();
                together.wait();
                released
            })
            .collect()
    };
    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn(|| race(true));
        (race(false), left.join().unwrap())
    });
    assert!(left.iter().zip(&right).all(|(left, right)| left != right));
    assert!(!lock.is_locked());
}

#[test]
fn every_waiter_gets_in_once() {
    let inside = Lock::new(0);
    let first = inside.lock();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| *inside.lock() += 1);
        }
        drop(first);
    });
    assert_eq!(inside.into_inner(), 8);
}

/// Each is woken by the one before it, who has slept, too.
#[test]
fn all_who_sleep_are_woken_one_by_one() {
    let inside = Lock::new(0);
    for _ in 0..5 {
        let first = inside.lock();
        thread::scope(|scope| {
            for _ in 0..3 {
                asleep(scope, || *inside.lock() += 1);
            }
            drop(first);
        });
    }
    assert_eq!(inside.into_inner(), 15);
}

#[test]
fn what_the_holder_did_is_seen_by_the_next_one() {
    let lock = Lock::new(String::new());
    thread::scope(|scope| {
        scope.spawn(|| lock.lock().push_str("written"));
        until(|| *lock.lock() == "written");
    });
}

#[test]
fn reinit_forgets_the_holder() {
    let lock = RawLock::new();
    lock.acquire();
    lock.reinit_after_fork();
    assert!(!lock.is_locked());
    assert_eq!(lock.release(), Err(NotHeld));
    assert!(lock.try_acquire());
}

#[test]
fn names_change_nothing() {
    let lock: Lock<u8> = Lock::new_in(1).named("lock");
    assert_eq!(*lock.lock(), 1);
    let lock: RawLock = RawLock::new_in().named(String::from("raw"));
    assert!(lock.try_acquire());
}
