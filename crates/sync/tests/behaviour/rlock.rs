//! `RLock` and `RawRLock`.

use std::cell::{Cell, RefCell};
use std::thread;
use std::time::Duration;

use plainweave_sync::{NotOwner, RLock, RawRLock};

use crate::{FOR_EVER, PAST, elsewhere, until};

#[test]
fn the_owner_locks_again_at_once() {
    let lock = RLock::new(Cell::new(0));
    let outer = lock.lock();
    let by_trying = lock.try_lock().expect("it is ours");
    let by_timeout = lock.lock_timeout(Duration::ZERO).expect("it is ours");
    let by_deadline = lock.lock_until(PAST).expect("it is ours");
    let for_ever = lock.lock_timeout(FOR_EVER).expect("it is ours");
    assert_eq!(lock.level(), 5);
    by_trying.set(1);
    assert_eq!([outer.get(), by_timeout.get(), by_deadline.get(), for_ever.get()], [1; 4]);
}

#[test]
fn only_the_last_guard_unlocks_whichever_that_is() {
    let lock = RLock::new(());
    let first = lock.lock();
    let second = lock.lock();
    drop(first);
    assert!(lock.is_owned());
    assert_eq!(lock.level(), 1);
    assert!(elsewhere(|| lock.try_lock().is_none()));
    drop(second);
    assert!(!lock.is_owned());
    assert!(!lock.is_locked());
    assert!(elsewhere(|| lock.try_lock().is_some()));
}

#[test]
fn strangers_are_refused_and_see_nothing() {
    let lock = RLock::new(());
    let _guard = lock.lock();
    elsewhere(|| {
        assert!(lock.try_lock().is_none());
        assert!(lock.lock_timeout(Duration::ZERO).is_none());
        assert!(lock.lock_until(PAST).is_none());
        assert!(!lock.is_owned());
        assert_eq!(lock.level(), 0);
        assert!(lock.is_locked());
    });
}

#[test]
fn a_refused_stranger_does_not_become_the_owner() {
    let lock = RawRLock::new();
    lock.acquire();
    elsewhere(|| {
        assert!(!lock.try_acquire());
        assert!(!lock.try_acquire(), "a second attempt is not a second level");
        assert_eq!(lock.release(), Err(NotOwner));
    });
    assert_eq!(lock.level(), 1);
    assert_eq!(lock.release(), Ok(()));
}

#[test]
fn releasing_is_for_the_owner() {
    let lock = RawRLock::default();
    assert_eq!(lock.release(), Err(NotOwner), "nobody owns it");
    lock.acquire();
    lock.acquire();
    assert_eq!(elsewhere(|| lock.release()), Err(NotOwner));
    assert_eq!(lock.level(), 2, "nothing has happened");
    assert_eq!(lock.release(), Ok(()));
    assert_eq!(lock.release(), Ok(()));
    assert_eq!(lock.release(), Err(NotOwner), "no longer ours");
    assert_eq!(NotOwner.to_string(), "the calling thread does not own the lock");
}

#[test]
fn all_levels_are_given_up_and_taken_back() {
    let lock = RawRLock::new();
    for _ in 0..3 {
        lock.acquire();
    }
    let levels = lock.release_all().expect("it is ours");
    assert_eq!((lock.level(), lock.is_locked()), (0, false));
    assert!(elsewhere(|| lock.try_acquire() && lock.release().is_ok()));
    lock.reacquire(levels);
    assert_eq!(lock.level(), 3);
    for _ in 0..3 {
        assert_eq!(lock.release(), Ok(()));
    }
    assert!(!lock.is_locked());
}

#[test]
fn levels_are_added_to_those_that_are_there() {
    let lock = RawRLock::new();
    lock.acquire();
    lock.acquire();
    let two = lock.release_all().unwrap();
    lock.acquire();
    lock.reacquire(two);
    assert_eq!(lock.level(), 3);
}

#[test]
fn nobody_but_the_owner_gives_all_levels_up() {
    let lock = RawRLock::new();
    assert!(matches!(lock.release_all(), Err(NotOwner)), "nobody owns it");
    lock.acquire();
    assert!(elsewhere(|| matches!(lock.release_all(), Err(NotOwner))));
    assert_eq!(lock.level(), 1);
}

#[test]
fn taking_levels_back_waits_for_the_owner() {
    let lock = RawRLock::new();
    lock.acquire();
    lock.acquire();
    let levels = lock.release_all().unwrap();
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            lock.acquire();
            until(|| lock.is_owned());
            lock.release().unwrap();
        });
        lock.reacquire(levels);
        assert_eq!(lock.level(), 2);
        lock.release().unwrap();
        lock.release().unwrap();
        other.join().unwrap();
    });
}

#[test]
fn a_thread_that_dies_as_the_owner_has_no_heir() {
    let lock = RLock::new(());
    elsewhere(|| {
        std::mem::forget(lock.lock());
        std::mem::forget(lock.lock());
    });
    // The system gives the number of the dead thread to one of these.
    for _ in 0..100 {
        elsewhere(|| {
            assert!(!lock.is_owned());
            assert_eq!(lock.level(), 0);
            assert!(lock.try_lock().is_none());
        });
    }
    assert!(lock.is_locked(), "for good");
}

#[test]
fn no_later_thread_can_release_for_a_dead_one() {
    let lock = RawRLock::new();
    elsewhere(|| lock.acquire());
    for _ in 0..100 {
        assert_eq!(elsewhere(|| lock.release()), Err(NotOwner));
    }
    lock.reinit_after_fork();
    assert!(!lock.is_locked());
    assert!(lock.try_acquire());
    assert_eq!(lock.level(), 1, "the dead thread's levels are forgotten");
}

#[test]
fn reinit_forgets_our_own_levels_too() {
    let lock = RawRLock::new();
    lock.acquire();
    lock.acquire();
    lock.reinit_after_fork();
    assert_eq!(lock.release(), Err(NotOwner));
    assert!(elsewhere(|| lock.try_acquire()));
}

#[test]
fn what_the_owner_did_is_seen_by_the_next_one() {
    let lock = RLock::new(RefCell::new(Vec::new()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let outer = lock.lock();
            outer.borrow_mut().push(1);
            lock.lock().borrow_mut().push(2);
        });
        until(|| !lock.lock().borrow().is_empty());
    });
    assert_eq!(lock.into_inner().into_inner(), [1, 2], "nobody came between the two");
}

#[test]
fn guards_show_what_they_guard() {
    assert_eq!(format!("{:?}", RLock::<u8>::default().lock()), "0");
    let lock: RLock<u8> = RLock::new_in(3).named("lock");
    assert_eq!(*lock.lock(), 3);
    let lock: RawRLock = RawRLock::new_in().named("raw");
    assert!(lock.try_acquire());
}
