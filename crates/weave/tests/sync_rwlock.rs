//! `RwLock`: readers together, writers alone.

mod support;

use std::sync::TryLockError;

use plainweave_weave::Config;
use plainweave_weave::raw::Plain;
use plainweave_weave::sync::{Arc, RwLock, RwLockWriteGuard};
use support::{caught, deadlocks, exactly, give_up, go, holds, join_all, outcomes};

#[expect(clippy::needless_pass_by_value, reason = "the guard goes before the next try")]
fn kind<G>(result: Result<G, TryLockError<G>>) -> &'static str {
    match result {
        Ok(_) => "got it",
        Err(TryLockError::WouldBlock) => "busy",
        Err(TryLockError::Poisoned(_)) => "poisoned",
    }
}

#[test]
fn three_readers_come_and_go_in_ninety_orders() {
    exactly(90, || {
        let lock = Arc::new(RwLock::new(1));
        let readers = (0..3).map(|_| {
            let lock = Arc::clone(&lock);
            go(move || assert_eq!(*lock.read().unwrap(), 1))
        });
        join_all(readers.collect::<Vec<_>>());
    });
}

#[test]
fn writers_are_alone() {
    for n in 1..=4 {
        exactly((1..=n).product(), move || {
            let lock = Arc::new(RwLock::new(0));
            let writers = (0..n).map(|_| {
                let lock = Arc::clone(&lock);
                go(move || *lock.write().unwrap() += 1)
            });
            join_all(writers.collect::<Vec<_>>());
            assert_eq!(*lock.read().unwrap(), n);
        });
    }
}

#[test]
fn readers_see_all_of_a_write_or_nothing() {
    // The writer before, between or after the two readers, who may also be there together:
    // 2 orders of three sections times 3, and 4 orders in which the readers overlap, each with the
    // writer before or after.
    exactly(6 + 8, || {
        let lock = Arc::new((RwLock::new((0, 0)), Plain::new()));
        let other = Arc::clone(&lock);
        let writer = go(move || {
            let mut pair = other.0.write().unwrap();
            other.1.access(true, "the data");
            *pair = (1, 1);
        });
        let readers = (0..2).map(|_| {
            let lock = Arc::clone(&lock);
            go(move || {
                let pair = lock.0.read().unwrap();
                lock.1.access(false, "the data");
                assert_eq!(pair.0, pair.1);
            })
        });
        join_all(readers.collect::<Vec<_>>());
        join_all([writer]);
    });
}

#[test]
fn what_a_try_finds() {
    let (seen, _) = outcomes(&Config::default(), || {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let thread = go(move || drop(other.read().unwrap()));
        let seen = (kind(lock.try_read()), kind(lock.try_write()));
        join_all([thread]);
        seen
    });
    assert_eq!(seen, [("got it", "busy"), ("got it", "got it")].into());
    let (seen, _) = outcomes(&Config::default(), || {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let thread = go(move || drop(other.write().unwrap()));
        let seen = kind(lock.try_read());
        join_all([thread]);
        seen
    });
    assert_eq!(seen, ["busy", "got it"].into());
}

#[test]
fn who_upgrades_by_hand_waits_for_itself() {
    let line = line!();
    let found = deadlocks(|| {
        let lock = RwLock::new(0);
        let _reading = lock.read();
        let _writing = lock.write();
    });
    assert_eq!(found, [line + 4]);
}

#[test]
fn a_writer_that_becomes_a_reader_lets_no_writer_in_between() {
    holds(|| {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let thread = go(move || *other.write().unwrap() = 2);
        let mut writing = lock.write().unwrap();
        *writing = 1;
        let reading = RwLockWriteGuard::downgrade(writing);
        assert_eq!(*reading, 1);
        drop(reading);
        join_all([thread]);
    });
}

#[test]
fn writers_poison_and_readers_do_not() {
    exactly(1, || {
        let mut lock = RwLock::new(1);
        let reads = || {
            let _guard = lock.read();
            give_up();
        };
        assert!(caught(reads));
        assert!(!lock.is_poisoned());
        let writes = || {
            let _guard = lock.write();
            give_up();
        };
        assert!(caught(writes));
        assert!(lock.is_poisoned() && lock.read().is_err() && lock.get_mut().is_err());
        assert_eq!((kind(lock.try_read()), kind(lock.try_write())), ("poisoned", "poisoned"));
        lock.clear_poison();
        assert_eq!(lock.into_inner().unwrap(), 1);
    });
}
