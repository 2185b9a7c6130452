//! Daemons: an execution is complete when only they are left and all of them wait.

mod programs;

use plainweave_weave::raw::{self, Order, Place, Shape};
use plainweave_weave::{Config, Exploration, FailureKind, explore_all};
use programs::{add, lock, spawn, store, unlock};

fn explore(program: impl Fn() + Send + Sync + 'static) -> Exploration {
    let mut config = Config::default();
    config.stop_at_first_failure = false;
    explore_all(&config, program)
}

fn daemon(body: impl FnOnce() + 'static) {
    raw::spawn_daemon(Box::new(body));
}

#[test]
fn a_daemon_that_waits_for_ever_is_no_deadlock() {
    let found = explore(|| {
        let never = Place::new(1, Shape::Chain);
        daemon(move || lock(never));
    });
    assert_eq!((found.complete, found.deadlocks, found.blocked), (1, 0, 0), "{found:?}");
    let found = explore(|| {
        let never = Place::new(1, Shape::Chain);
        spawn(move || lock(never));
    });
    assert_eq!((found.complete, found.deadlocks), (0, 1), "{found:?}");
}

#[test]
fn who_waits_beside_a_daemon_waits_for_ever() {
    let found = explore(|| {
        let never = Place::new(1, Shape::Chain);
        daemon(move || lock(never));
        lock(never);
    });
    assert_eq!((found.complete, found.deadlocks), (0, 1), "{found:?}");
    let Some(failure) = &found.failure else { panic!("{found:?}") };
    let FailureKind::Deadlock { blocked } = &failure.kind else { panic!("{found:?}") };
    assert_eq!(blocked.len(), 2, "the daemon is a part of the picture");
}

/// Which of two comes first is tried, whether main waits for the daemon or not.
#[test]
fn a_daemon_has_the_executions_that_a_thread_has() {
    let program = |start: fn(Box<dyn FnOnce()>)| {
        move || {
            let count = Place::new(0, Shape::Free);
            start(Box::new(move || {
                add(count, 1);
                add(count, 1);
            }));
            add(count, 1);
        }
    };
    let thread = explore(program(|body| {
        raw::spawn(body);
    }));
    let daemon = explore(program(|body| {
        raw::spawn_daemon(body);
    }));
    assert_eq!(thread.complete, 3);
    assert_eq!(daemon.complete, thread.complete);
}

#[test]
fn main_and_a_daemon_share_a_lock() {
    let found = explore(|| {
        let (a, never) = (Place::new(0, Shape::Chain), Place::new(1, Shape::Chain));
        daemon(move || {
            lock(a);
            unlock(a);
            lock(never);
        });
        lock(a);
        unlock(a);
    });
    assert_eq!((found.complete, found.deadlocks, found.failures), (2, 0, 0), "{found:?}");
}

/// If the daemon has the lock first it keeps it, and main is stuck.
#[test]
fn a_daemon_may_keep_what_main_needs() {
    let found = explore(|| {
        let (a, never) = (Place::new(0, Shape::Chain), Place::new(1, Shape::Chain));
        daemon(move || {
            lock(a);
            lock(never);
        });
        lock(a);
        unlock(a);
    });
    assert_eq!((found.complete, found.deadlocks), (1, 1), "{found:?}");
}

#[test]
fn what_a_daemon_has_on_its_stack_is_no_leak() {
    let program = |forgets: bool| {
        move || {
            let never = Place::new(1, Shape::Chain);
            daemon(move || {
                let owed = raw::Owed::new("thing");
                if forgets {
                    std::mem::forget(owed);
                    lock(never);
                } else {
                    lock(never);
                    drop(owed);
                }
            });
        }
    };
    let found = explore(program(false));
    assert_eq!((found.complete, found.failures), (1, 0), "{found:?}");
    let found = explore(program(true));
    assert!(
        matches!(found.failure, Some(ref failure) if matches!(failure.kind, FailureKind::Leak { .. }))
    );
}

/// A daemon that goes round a loop until something changes waits, too.
#[test]
fn a_daemon_that_spins_on_what_never_changes_waits() {
    let found = explore(|| {
        let flag = Place::new(0, Shape::Free);
        daemon(move || {
            while programs::load(flag, Order::ACQUIRE) < 2 {
                raw::spin();
            }
        });
        store(flag, 1, Order::RELEASE);
    });
    assert_eq!((found.complete, found.deadlocks), (1, 0), "{found:?}");
}
