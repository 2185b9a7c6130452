//! How runs begin and end.

mod support;

use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};

use plainweave_record::{Failure, Recording, is_recorded, panicked_at, run};
use runtime::Ordering::{Relaxed, SeqCst};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Native, Runtime, Thread};
use support::{Lock, R, record, record_again};
use trace::{Act, FaultKind};

fn leaked(recording: &Recording) -> Vec<String> {
    match recording.failure() {
        None => Vec::new(),
        Some(Failure::Leak { objects }) => objects.iter().map(ToString::to_string).collect(),
        Some(other) => panic!("{other:?}"),
    }
}

fn fault(recording: &Recording) -> FaultKind {
    assert_eq!(recording.failure(), Some(Failure::Stuck));
    recording.trace().blame().expect("somebody is stuck").0.kind()
}

#[test]
fn a_run_that_cleans_up_leaks_nothing() {
    let recording = record(|| {
        let lock = Arc::new(Lock::new("plate"));
        let thread = R::spawn("ann", {
            let lock = Arc::clone(&lock);
            move || drop(lock.lock())
        });
        thread.join();
        drop(lock.lock());
    });
    assert_eq!((leaked(&recording), recording.threads()), (Vec::new(), 2));
    assert!(recording.is_over());
}

#[test]
fn a_cycle_of_owners_is_a_leak() {
    struct Friend {
        lock: Lock,
        friend: Mutex<Option<Arc<Friend>>>,
    }
    let recording = record(|| {
        let friend = |name| Arc::new(Friend { lock: Lock::new(name), friend: Mutex::new(None) });
        let (ann, ben) = (friend("ann"), friend("ben"));
        *ann.friend.lock().unwrap() = Some(Arc::clone(&ben));
        *ben.friend.lock().unwrap() = Some(Arc::clone(&ann));
        drop(ann.lock.lock());
    });
    let names: Vec<String> = leaked(&recording);
    assert!(names[0].starts_with("ann (lock of "), "{names:?}");
    assert!(names[1].starts_with("ben (lock of "), "{names:?}");
    assert_eq!(names.len(), 2);
}

#[test]
fn a_part_that_is_left_is_told_as_its_whole() {
    let mut line = 0;
    let recording = record(|| {
        line = line!() + 1;
        let whole = <R as Runtime>::Futex::new(0);
        std::mem::forget((whole.part(1), whole.part(2)));
    });
    assert_eq!(leaked(&recording), [format!("atomic@{line} (atomic of {}:{line})", file!())]);
}

#[test]
fn the_last_thread_to_end_looks_for_leaks() {
    let recording = Recording::new();
    let (let_go, wait) = channel::<()>();
    let (tell, told) = channel();
    run::<Native>(&recording, || {
        R::spawn("ann", move || {
            wait.recv().expect("main lets us go");
            std::mem::forget(Lock::new("plate"));
            tell.send(()).expect("somebody listens");
        });
    });
    assert!(!recording.is_over());
    assert_eq!(recording.failure(), None);
    let_go.send(()).unwrap();
    told.recv().unwrap();
    // Between the message and the end of the thread nothing is left to wait for but the end.
    while !recording.is_over() {
        std::thread::yield_now();
    }
    assert_eq!(leaked(&recording).len(), 1);
}

#[test]
fn a_panic_fails_the_run_and_ends_the_recording() {
    let recording = record(|| {
        let word = Arc::new(<R as Runtime>::AtomicU32::new(0));
        let thread = R::spawn("ann", {
            let word = Arc::clone(&word);
            move || assert_eq!(word.load(SeqCst), 1, "the value")
        });
        thread.join();
        unreachable!("join passes the panic on");
    });
    let Some(Failure::Panic { thread, message, .. }) = recording.failure() else {
        panic!("{:?}", recording.failure())
    };
    assert_eq!(thread, "ann");
    assert!(message.starts_with("assertion `left == right` failed: the value"), "{message}");
    let last = recording.trace().events.last().cloned().unwrap();
    assert_eq!((last.act, last.thread), (Act::Panicked, 1));
}

#[test]
fn the_place_of_a_panic_is_what_the_hook_says() {
    let recording = record(|| {
        assert!(is_recorded());
        // What a panic hook does on the thread that panics.
        panicked_at(std::panic::Location::caller());
        std::panic::resume_unwind(Box::new("no message from a macro".to_owned()));
    });
    let Some(Failure::Panic { message, at: Some(at), .. }) = recording.failure() else {
        panic!("{:?}", recording.failure())
    };
    assert_eq!(message, "no message from a macro");
    assert!(at.contains(".rs:"), "{at}");
}

#[test]
fn the_outcome_is_what_was_declared_last() {
    let recording = record(|| {
        R::outcome("order", "ann, ben");
        R::outcome("left", 3);
        R::outcome("left", 2);
    });
    let expected = [("order", "ann, ben".to_owned()), ("left", "2".to_owned())];
    assert_eq!(recording.outcome(), expected);
    record_again(&recording, || ());
    assert_eq!(recording.outcome(), []);
}

#[test]
fn crossed_locks_are_found_by_the_last_one_to_wait() {
    let recording = record(|| {
        let plate = Arc::new(Lock::new("plate"));
        let chopsticks = Arc::new(Lock::new("chopsticks"));
        // Not of the run: it only makes sure that each has its first lock.
        let both = Arc::new(Barrier::new(2));
        let diner = |name, first: &Arc<Lock>, second: &Arc<Lock>| {
            let (first, second, both) = (first.clone(), second.clone(), both.clone());
            R::spawn(name, move || {
                let _first = first.lock();
                both.wait();
                let _second = second.lock();
            })
        };
        let ann = diner("ann", &plate, &chopsticks);
        let ben = diner("ben", &chopsticks, &plate);
        ann.join();
        ben.join();
    });
    assert_eq!(fault(&recording), FaultKind::Deadlock);
}

#[test]
fn a_thread_that_locks_twice_waits_for_itself() {
    let recording = record(|| {
        let lock = Lock::new("plate");
        lock.acquire();
        lock.acquire();
    });
    assert_eq!(fault(&recording), FaultKind::SelfDeadlock);
}

#[test]
fn a_lock_that_was_taken_along_is_never_released() {
    let recording = record(|| {
        let lock = Arc::new(Lock::new("key"));
        let ann = R::spawn("ann", {
            let lock = Arc::clone(&lock);
            move || lock.acquire()
        });
        ann.join();
        lock.acquire();
    });
    assert_eq!(fault(&recording), FaultKind::NeverReleased);
}

#[test]
fn the_end_of_a_thread_may_leave_only_stuck_ones() {
    let recording = Recording::new();
    let (tell, told) = channel();
    run::<Native>(&recording, || {
        let lock = Arc::new(Lock::new("key"));
        lock.acquire();
        let other = Arc::clone(&lock);
        R::spawn("ann", move || {
            tell.send(()).expect("main listens");
            // Never gets it: main is over by then, or will be.
            other.acquire();
        });
        told.recv().expect("ann is there");
        std::mem::forget(lock);
    });
    // Either ann was the last to stop, or main was.
    while recording.failure().is_none() {
        std::thread::yield_now();
    }
    assert_eq!(fault(&recording), FaultKind::NeverReleased);
}

#[test]
fn a_lock_that_another_thread_will_release_is_no_deadlock() {
    let recording = record(|| {
        let lock = Arc::new(Lock::new("signal"));
        lock.acquire();
        let ben = R::spawn("ben", {
            let lock = Arc::clone(&lock);
            move || lock.release()
        });
        lock.acquire();
        ben.join();
    });
    assert_eq!(recording.failure(), None);
}

#[test]
fn a_lock_has_one_holder_at_a_time_on_real_threads() {
    let recording = record(|| {
        let lock = Arc::new(Lock::new("lock"));
        let threads = ["ann", "ben", "cleo"].map(|name| {
            let lock = Arc::clone(&lock);
            R::spawn(name, move || {
                for _ in 0..500 {
                    drop(lock.lock());
                }
            })
        });
        threads.into_iter().for_each(Thread::join);
    });
    assert_eq!(recording.failure(), None);
    let mut owner = None;
    for event in recording.trace().events {
        match event.act {
            Act::Locked => assert_eq!(owner.replace(event.thread), None),
            Act::Unlocked => assert_eq!(owner.take(), Some(event.thread)),
            _ => {}
        }
    }
}

#[test]
fn threads_of_the_previous_run_are_mute() {
    let recording = Recording::new();
    let (let_go, wait) = channel::<()>();
    let (tell, told) = channel();
    run::<Native>(&recording, || {
        R::spawn("late", move || {
            wait.recv().expect("the next run lets us go");
            let word = <R as Runtime>::AtomicU32::new(0);
            word.fetch_add(1, Relaxed);
            tell.send(()).expect("somebody listens");
        });
    });
    run::<Native>(&recording, || {
        let_go.send(()).unwrap();
        told.recv().unwrap();
    });
    assert_eq!(recording.trace().threads, ["main"]);
    assert_eq!(recording.len(), 1, "the end of main: {}", recording.trace());
    assert_eq!(recording.threads(), 2, "the most there were");
}

#[test]
fn a_run_without_end_is_cut() {
    let recording = record(|| {
        let word = <R as Runtime>::Futex::new(0);
        for _ in 0..60_000 {
            R::call(&word, "count", || word.fetch_add(1, Relaxed));
        }
        word.store(1, Relaxed);
        let _ = word.wait(0, Deadline::NEVER);
        std::mem::forget(word);
    });
    assert!(recording.was_cut());
    assert_eq!(recording.len(), 100_000);
    assert_eq!(leaked(&recording).len(), 1, "objects are counted all the same");
    recording.trace().validate().expect("a consistent trace");
    record_again(&recording, || ());
    assert!(!recording.was_cut());
}
