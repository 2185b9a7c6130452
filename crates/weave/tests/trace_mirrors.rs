//! Failures of programs that are written as for `std`.
#![allow(clippy::unwrap_used, reason = "as one writes it")]

use std::sync::Arc;

use plainweave_weave::sync::{Condvar, Mutex, RwLock};
use plainweave_weave::{Blocked, Config, FailureKind, Reason, Role, shortest_failure, thread};

fn philosophers() {
    let (a, b) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let (c, d) = (Arc::clone(&a), Arc::clone(&b));
    let other = thread::spawn(move || {
        let first = d.lock().unwrap();
        let second = c.lock().unwrap();
        drop((first, second));
    });
    {
        let first = a.lock().unwrap();
        let second = b.lock().unwrap();
        drop((first, second));
    }
    other.join().unwrap();
}

fn notify_without_state() {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&pair);
    let waiter = thread::spawn(move || {
        let guard = other.0.lock().unwrap();
        drop(other.1.wait(guard).unwrap());
    });
    *pair.0.lock().unwrap() = true;
    pair.1.notify_one();
    waiter.join().unwrap();
}

fn upgrade() {
    let lock = Arc::new(RwLock::new(0));
    let other = Arc::clone(&lock);
    let reader = thread::spawn(move || {
        let read = other.read().unwrap();
        let write = other.write().unwrap();
        drop((read, write));
    });
    reader.join().unwrap();
    drop(lock);
}

fn park_for_ever() {
    let sleeper = thread::spawn(|| {
        thread::park();
        thread::park();
    });
    sleeper.thread().unpark();
    sleeper.join().unwrap();
}

fn blocked(program: fn()) -> (String, Vec<Blocked>) {
    let found = shortest_failure(&Config::default(), program);
    let failure = found.failure.expect("it fails");
    let FailureKind::Deadlock { blocked } = &failure.kind else { panic!("{failure}") };
    (failure.to_string(), blocked.clone())
}

#[test]
fn mutexes_are_locks() {
    let (text, blocked) = blocked(philosophers);
    assert!(text.contains("deadlock: threads 0 and 1 wait for each other"), "{text}");
    let held_by = |thread: u32| match blocked[thread as usize].reason {
        Reason::Held(held) => held.by,
        _ => panic!("{text}"),
    };
    assert_eq!((held_by(0), held_by(1)), (1, 0));
    assert!(text.contains("takes lock@"), "{text}");
}

#[test]
fn a_reader_that_wants_to_write_waits_for_itself() {
    let (text, blocked) = blocked(upgrade);
    assert!(text.contains("deadlock: thread 1 waits for itself"), "{text}");
    let object = blocked[1].object.expect("it waits for a lock");
    assert_eq!(object.role, Role::ReadWriteLock);
}

#[test]
fn condition_variables_lose_wake_ups() {
    let (text, blocked) = blocked(notify_without_state);
    let Reason::NoWakeUp { before: Some(early), .. } = blocked[1].reason else {
        panic!("{text}");
    };
    assert_eq!(early.by, 0);
    assert!(text.contains("came too early"), "{text}");
    // The line that makes the variable, not one of ours.
    let made = blocked[1].object.and_then(|object| object.made).expect("it was made somewhere");
    assert!(made.file().ends_with("trace_mirrors.rs"), "{made}");
}

#[test]
fn parked_threads_wait_for_their_token() {
    let (text, blocked) = blocked(park_for_ever);
    assert!(
        matches!(blocked[1].reason, Reason::NoToken { last: Some(set) } if set.by == 0),
        "{text}"
    );
    assert!(text.contains("unparks thread 1"), "{text}");
}
