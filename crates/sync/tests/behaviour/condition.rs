//! `Condition`, with guards and raw.
//!
//! A thread that counts itself under the lock just before it waits is in the queue as soon as
//! somebody else has the lock and reads the count: that is how these tests know that it waits.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use std::time::Duration;

use plainweave_sync::{Condition, Deadline, Lock, NotHeld, RLock, RawLock, RawRLock, Wait};

use crate::{FOR_EVER, PAST, elsewhere, until};

/// A line of waiting threads, and who has gone on.
#[derive(Debug, Default)]
struct Line {
    waiting: usize,
    gone: Vec<usize>,
}

/// Lets `threads` of them wait, one behind the other; then `job` runs, and must let all go.
fn with_waiting(threads: usize, job: impl FnOnce(&Lock<Line>, &Condition)) -> Vec<usize> {
    let line = Lock::new(Line::default());
    let condition = Condition::new();
    thread::scope(|scope| {
        for number in 0..threads {
            let (line, condition) = (&line, &condition);
            scope.spawn(move || {
                let mut guard = line.lock();
                guard.waiting += 1;
                condition.wait(guard).gone.push(number);
            });
            until(|| line.lock().waiting == number + 1);
        }
        job(&line, &condition);
    });
    line.into_inner().gone
}

#[test]
fn a_notified_wait_returns_with_the_lock() {
    let gone = with_waiting(1, |line, condition| {
        let guard = line.lock();
        assert_eq!(condition.notify_one(&guard), 1);
        assert!(guard.gone.is_empty(), "it goes on when we have unlocked");
    });
    assert_eq!(gone, [0]);
}

#[test]
fn who_came_first_goes_first() {
    let gone = with_waiting(4, |line, condition| {
        for number in 0..4 {
            assert_eq!(condition.notify_one(&line.lock()), 1);
            until(|| line.lock().gone.len() == number + 1);
        }
    });
    assert_eq!(gone, [0, 1, 2, 3]);
}

#[test]
fn notifying_some_leaves_the_others() {
    let mut gone = with_waiting(4, |line, condition| {
        assert_eq!(condition.notify(2, &line.lock()), 2);
        until(|| line.lock().gone.len() == 2);
        let guard = line.lock();
        assert!(guard.gone.contains(&0) && guard.gone.contains(&1), "the oldest");
        assert_eq!(condition.notify(3, &guard), 2, "no more than there are");
    });
    gone.sort_unstable();
    assert_eq!(gone, [0, 1, 2, 3]);
}

#[test]
fn notifying_all_notifies_all() {
    let gone = with_waiting(5, |line, condition| {
        let guard = line.lock();
        assert_eq!(condition.notify(0, &guard), 0);
        assert_eq!(condition.notify_all(&guard), 5);
        assert_eq!(condition.notify_all(&guard), 0, "each is told once");
    });
    assert_eq!(gone.len(), 5);
}

#[test]
fn a_notification_for_nobody_is_not_remembered() {
    let lock = Lock::new(());
    let condition = Condition::default();
    let guard = lock.lock();
    assert_eq!(condition.notify_one(&guard), 0);
    assert_eq!(condition.notify_all(&guard), 0);
    let (guard, wait) = condition.wait_timeout(guard, Duration::ZERO);
    assert_eq!(wait, Wait::TimedOut);
    drop(guard);
}

#[test]
fn a_wait_that_timed_out_has_the_lock_and_left_the_queue() {
    let lock = Lock::new(1);
    let condition = Condition::new();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(1)] {
        let (_guard, wait) = condition.wait_timeout(lock.lock(), timeout);
        assert_eq!(wait, Wait::TimedOut);
    }
    let (guard, wait) = condition.wait_until(lock.lock(), PAST);
    assert_eq!(wait, Wait::TimedOut);
    assert!(lock.is_locked());
    assert!(elsewhere(|| lock.try_lock().is_none()));
    assert_eq!(condition.notify_all(&guard), 0, "nobody is left in the queue");
}

#[test]
fn a_waiter_that_gave_up_does_not_swallow_the_notification() {
    let gone = with_waiting(1, |line, condition| {
        let (guard, wait) = condition.wait_until(line.lock(), PAST);
        assert_eq!(wait, Wait::TimedOut);
        assert_eq!(condition.notify_one(&guard), 1);
    });
    assert_eq!(gone, [0]);
}

#[test]
fn a_timeout_that_no_clock_can_tell_is_long_enough() {
    let lock = Lock::new(false);
    let condition = Condition::new();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            let mut guard = lock.lock();
            *guard = true;
            condition.wait_timeout(guard, FOR_EVER).1
        });
        until(|| *lock.lock());
        assert_eq!(condition.notify_one(&lock.lock()), 1);
        assert_eq!(waiter.join().unwrap(), Wait::Woken);
    });
}

#[test]
fn waiting_unlocks_all_levels_and_restores_them() {
    let lock = RLock::new(Cell::new(false));
    let condition = Condition::new();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            let _outer = lock.lock();
            let _middle = lock.lock();
            let inner = lock.lock();
            inner.set(true);
            let inner = condition.wait(inner);
            let restored = lock.level();
            let (_inner, wait) = condition.wait_timeout(inner, Duration::ZERO);
            (restored, wait, lock.level())
        });
        until(|| lock.lock().get());
        let guard = lock.lock();
        assert_eq!(condition.notify_one(&guard), 1);
        drop(guard);
        assert_eq!(waiter.join().unwrap(), (3, Wait::TimedOut, 3));
    });
    assert!(!lock.is_locked());
}

#[test]
fn waiting_while_it_is_so() {
    let lock = Lock::new(0);
    let condition = Condition::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..3 {
                let mut guard = lock.lock();
                *guard += 1;
                condition.notify_one(&guard);
            }
        });
        assert_eq!(*condition.wait_while(lock.lock(), |count| **count < 3), 3);
    });
}

#[test]
fn waiting_while_it_is_so_no_longer_than_the_deadline() {
    let lock = Lock::new(0);
    let condition = Condition::new();
    let mut asked = 0;
    let (guard, wait) = condition.wait_while_until(lock.lock(), PAST, |_| {
        asked += 1;
        true
    });
    assert_eq!((wait, asked), (Wait::TimedOut, 2), "asked before and after, as in Python");
    let (guard, wait) = condition.wait_while_until(guard, PAST, |_| false);
    assert_eq!(wait, Wait::Woken, "it was not so: no wait");
    let mut answers = [true, false].into_iter();
    let (guard, wait) = condition.wait_while_until(guard, PAST, |_| answers.next().unwrap());
    assert_eq!(wait, Wait::Woken, "it is not so any more, if only just");
    drop(guard);
    let (_, wait) = condition.wait_while_until(lock.lock(), Deadline::NEVER, |count| {
        **count += 1;
        false
    });
    assert_eq!((wait, lock.into_inner()), (Wait::Woken, 1));
}

#[test]
fn a_panic_of_the_predicate_unlocks() {
    let lock = Lock::new(());
    let condition = Condition::new();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _ = condition.wait_while(lock.lock(), |_| resume_unwind(Box::new("quietly")));
    }));
    assert!(panic.is_err());
    assert_eq!(condition.notify_all(&lock.try_lock().expect("it is free")), 0);
}

#[test]
fn two_conditions_share_a_lock() {
    let lock = Lock::new(0);
    let (even, odd) = (Condition::new(), Condition::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..10 {
                let mut guard = odd.wait_while(lock.lock(), |count| **count % 2 == 0);
                *guard += 1;
                even.notify_one(&guard);
            }
        });
        for _ in 0..10 {
            let mut guard = even.wait_while(lock.lock(), |count| **count % 2 == 1);
            *guard += 1;
            odd.notify_one(&guard);
        }
    });
    assert_eq!(lock.into_inner(), 20);
}

#[test]
fn raw_waiting_and_notifying_need_the_lock() {
    let condition = Condition::new();
    let lock = RawLock::new();
    assert_eq!(condition.wait_raw(&lock, Deadline::NEVER), Err(NotHeld));
    assert_eq!(condition.notify_raw(1, &lock), Err(NotHeld));
    let recursive = RawRLock::new();
    assert_eq!(condition.wait_raw(&recursive, Deadline::NEVER), Err(NotHeld));
    assert_eq!(condition.notify_raw(1, &recursive), Err(NotHeld));
    recursive.acquire();
    elsewhere(|| {
        assert_eq!(condition.wait_raw(&recursive, Deadline::NEVER), Err(NotHeld));
        assert_eq!(condition.notify_raw(1, &recursive), Err(NotHeld), "a stranger");
    });
    assert_eq!(condition.notify_raw(1, &recursive), Ok(0), "nothing was queued");
}

#[test]
fn a_raw_lock_has_no_owner() {
    let condition = Condition::new();
    let lock = RawLock::new();
    lock.acquire();
    assert_eq!(elsewhere(|| condition.notify_raw(1, &lock)), Ok(0));
    assert_eq!(elsewhere(|| condition.wait_raw(&lock, PAST)), Ok(Wait::TimedOut));
    assert!(lock.is_locked());
}

#[test]
fn a_raw_wait_restores_all_levels() {
    let condition = Condition::new();
    let lock = RawRLock::new();
    lock.acquire();
    lock.acquire();
    assert_eq!(condition.wait_raw(&lock, PAST), Ok(Wait::TimedOut));
    assert_eq!(lock.level(), 2);
}

#[test]
fn a_raw_wait_is_notified() {
    let condition: Condition = Condition::new_in().named("condition");
    let lock = RawLock::new();
    let waits = Lock::new(false);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            lock.acquire();
            *waits.lock() = true;
            let wait = condition.wait_raw(&lock, Deadline::NEVER);
            (wait, lock.release())
        });
        until(|| *waits.lock());
        lock.acquire();
        assert_eq!(condition.notify_raw(5, &lock), Ok(1));
        lock.release().unwrap();
        assert_eq!(waiter.join().unwrap(), (Ok(Wait::Woken), Ok(())));
    });
}
