//! Threads: results, panics, parking, scopes, and how a run is taken apart.

use std::collections::{BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicUsize as Counter;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plainweave_weave::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use plainweave_weave::{
    Config, Ended, Exploration, FailureKind, TimeOuts, explore_all, model, thread,
};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

fn run(program: impl Fn() + Send + Sync + 'static) -> Exploration {
    explore_all(&Config::default(), program)
}

fn failure(found: &Exploration) -> &FailureKind {
    &found.failure.as_ref().expect("a failure").kind
}

#[test]
fn threads_have_results_names_and_numbers() {
    model(|| {
        let plain = thread::spawn(|| thread::current().name().map(str::to_owned));
        let named = thread::Builder::new()
            .name("worker".to_owned())
            .spawn(|| (thread::current().name().map(str::to_owned), thread::current().id()))
            .unwrap();
        assert_eq!((plain.thread().name(), named.thread().name()), (None, Some("worker")));
        let ids: HashSet<_> =
            [thread::current().id(), plain.thread().id(), named.thread().id()].into();
        assert_eq!(ids.len(), 3);
        let id = named.thread().id();
        assert_eq!(plain.join().unwrap(), None);
        assert_eq!(named.join().unwrap(), (Some("worker".to_owned()), id));
        assert_eq!(thread::current().name(), None);
        assert!(thread::available_parallelism().unwrap().get() > 1);
    });
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "what is tested")]
fn a_stack_is_as_large_as_asked() {
    const WORDS: usize = 1 << 18;
    model(|| {
        let fill = || std::hint::black_box(&mut [1usize; WORDS]).iter().sum::<usize>();
        let builder = thread::Builder::new().stack_size((WORDS + 4096) * size_of::<usize>());
        assert_eq!(builder.spawn(fill).unwrap().join().unwrap(), WORDS);
    });
}

#[test]
fn a_panic_that_leaves_its_thread_is_a_failure() {
    let found = run(|| {
        let thread = thread::spawn(|| panic!("out of {}", "paper"));
        let _ = thread.join();
    });
    assert!(
        matches!(failure(&found), FailureKind::Panic { thread: 1, message } if message == "out of paper")
    );
}

#[test]
fn a_panic_that_is_caught_is_none() {
    let found = run(|| {
        let x = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&x);
        let thread = thread::spawn(move || {
            let caught = catch_unwind(AssertUnwindSafe(|| {
                other.store(1, Release);
                assert!(other.load(Relaxed) == 2, "not two");
            }));
            caught.is_err_and(|payload| payload.is::<&str>())
        });
        x.store(2, Release);
        thread.join().unwrap();
    });
    assert!(found.failure.is_none() && found.complete == 3);
}

#[test]
fn with_survivors_join_tells_of_the_panic() {
    let mut config = Config::default();
    config.survive_panics = true;
    let found = explore_all(&config, || {
        let thread = thread::spawn(|| -> u8 { panic!("gone") });
        let payload = thread.join().unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"gone"));
        // Nobody asks for this one.
        thread::spawn(|| panic!("unseen"));
        let scoped = catch_unwind(|| {
            thread::scope(|scope| {
                scope.spawn(|| panic!("in a scope"));
            });
        });
        assert!(scoped.is_err(), "a scoped thread panicked");
        thread::scope(|scope| assert!(scope.spawn(|| panic!("joined")).join().is_err()));
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert_eq!(found.complete, 1);
    let found = explore_all(&config, || panic!("the first thread"));
    assert!(matches!(failure(&found), FailureKind::Panic { .. }));
}

#[test]
fn a_token_given_before_parking_is_not_lost() {
    let found = run(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let waiter = thread::spawn({
            let ready = Arc::clone(&ready);
            move || {
                while !ready.load(Relaxed) {
                    thread::park();
                }
                // Publishing by a token orders as well.
                assert!(ready.load(Acquire));
            }
        });
        ready.store(true, Relaxed);
        waiter.thread().unpark();
        waiter.join().unwrap();
    });
    assert!(found.failure.is_none());
    assert_eq!(found.deadlocks, 0);
}

#[test]
fn a_wake_up_that_comes_before_its_reason_is_lost() {
    let found = run(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let waiter = thread::spawn({
            let ready = Arc::clone(&ready);
            move || {
                while !ready.load(Acquire) {
                    thread::park();
                }
            }
        });
        // The mistake: the order of these two.
        waiter.thread().unpark();
        ready.store(true, Release);
        waiter.join().unwrap();
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { blocked } if blocked.len() == 2));
}

#[test]
fn waits_with_a_limit_end_as_the_bound_allows() {
    fn program(woken: bool) -> impl Fn() + Send + Sync + 'static {
        move || {
            let waiter = thread::spawn(|| thread::park_timeout(Duration::from_secs(1)));
            if woken {
                waiter.thread().unpark();
            }
            waiter.join().unwrap();
        }
    }
    let explored = |time_outs, woken| {
        let mut config = Config::default();
        config.time_outs = time_outs;
        let found = explore_all(&config, program(woken));
        assert_eq!(found.failure.is_some(), found.deadlocks > 0);
        (found.complete, found.deadlocks, found.blocked)
    };
    // The limit passes before the wake-up, or the token is there.
    assert_eq!(explored(TimeOuts::Free, true), (2, 0, 0));
    assert_eq!(explored(TimeOuts::Free, false), (1, 0, 0));
    assert_eq!(explored(TimeOuts::Early(1), false), (1, 0, 0));
    assert_eq!(explored(TimeOuts::Never, true), (1, 0, 0));
    assert_eq!(explored(TimeOuts::Never, false), (0, 1, 0));
    // The bound keeps the wait from ending; that is no deadlock.
    assert_eq!(explored(TimeOuts::Early(0), true), (1, 0, 0));
    assert_eq!(explored(TimeOuts::Early(0), false), (0, 0, 1));
}

#[test]
fn waiting_with_a_limit_for_a_flag_ends() {
    let found = run(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&ready);
        let waiter = thread::spawn(move || {
            while !other.load(Acquire) {
                thread::park_timeout(Duration::from_millis(1));
            }
        });
        ready.store(true, Release);
        waiter.join().unwrap();
    });
    assert_eq!(found.ended, Ended::Exhausted);
    assert!(found.complete >= 1 && found.deadlocks == 0);
}

#[test]
fn parking_wakes_for_no_reason_only_if_asked() {
    let mut config = Config::default();
    config.spurious = true;
    let found = explore_all(&config, || {
        let waiter = thread::spawn(thread::park);
        waiter.thread().unpark();
        waiter.join().unwrap();
    });
    assert_eq!(found.complete, 2);
}

#[test]
fn scoped_threads_borrow_and_start_others() {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let found = run({
        let seen = Arc::clone(&seen);
        move || {
            let (mut own, shared) = (vec![1], AtomicU32::new(0));
            let sum = thread::scope(|scope| {
                scope.spawn(|| own.push(2));
                let outer = scope.spawn(|| {
                    scope.spawn(|| shared.fetch_add(10, Relaxed));
                    thread::Builder::new()
                        .name("second".to_owned())
                        .spawn_scoped(scope, || shared.fetch_add(100, Relaxed))
                        .unwrap();
                    shared.fetch_add(1, Relaxed)
                });
                outer.join().unwrap()
            });
            assert_eq!((own.len(), shared.load(Relaxed)), (2, 111));
            seen.lock().unwrap().insert(sum);
        }
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert_eq!(found.complete, 6, "the orders of three additions");
    assert_eq!(*seen.lock().unwrap(), BTreeSet::from([0, 10, 100, 110]));
}

#[test]
fn a_scope_waits_for_its_threads_when_its_closure_panics() {
    let found = run(|| {
        let done = AtomicBool::new(false);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            thread::scope(|scope| {
                scope.spawn(|| done.store(true, Relaxed));
                panic!("in the closure");
            })
        }));
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"in the closure"));
        assert!(done.load(Relaxed));
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
}

/// Counts drops on real memory, to see that nothing that a run has made stays.
struct Counted(Arc<Counter>);

impl Counted {
    fn new(alive: &Arc<Counter>) -> Self {
        alive.fetch_add(1, SeqCst);
        Self(Arc::clone(alive))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

#[test]
fn what_borrows_from_a_scope_goes_before_it() {
    let alive = Arc::new(Counter::new(0));
    let found = run({
        let alive = Arc::clone(&alive);
        move || {
            let lent = vec![Counted::new(&alive)];
            let never = AtomicBool::new(false);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        struct Uses<'a>(&'a Vec<Counted>);
                        impl Drop for Uses<'_> {
                            fn drop(&mut self) {
                                assert_eq!(self.0[0].0.load(SeqCst), 1, "what it borrows is there");
                            }
                        }
                        let _uses = Uses(&lent);
                        while !never.load(Acquire) {
                            thread::yield_now();
                        }
                    });
                }
            });
        }
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { blocked } if blocked.len() == 3));
    assert_eq!(alive.load(SeqCst), 0);
}

#[test]
fn a_run_that_is_over_is_taken_apart_whatever_catches() {
    let found = run(|| {
        let thread = thread::spawn(|| {
            let flag = AtomicBool::new(false);
            loop {
                // Goes on for ever by itself, and even when it is unwound.
                let _ = catch_unwind(AssertUnwindSafe(thread::park));
                flag.fetch_not(AcqRel);
            }
        });
        thread.join().unwrap();
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { .. }));
    model(|| ());
}

/// Waits for a thread when it is dropped.
struct JoinOnDrop(Option<thread::JoinHandle<u8>>);

impl Drop for JoinOnDrop {
    fn drop(&mut self) {
        let thread = self.0.take().expect("dropped once");
        assert_eq!(thread.join().expect("it does not panic"), 7);
    }
}

#[test]
fn a_destructor_that_waits_for_a_thread_that_is_gone_does_no_harm() {
    for _ in 0..3 {
        let found = run(|| {
            let _join = JoinOnDrop(Some(thread::spawn(|| {
                thread::park();
                7
            })));
            // For ever.
            thread::park();
        });
        assert!(matches!(failure(&found), FailureKind::Deadlock { .. }));
    }
    let found = run(|| {
        let join = JoinOnDrop(Some(thread::spawn(|| {
            thread::park();
            7
        })));
        join.0.as_ref().unwrap().thread().unpark();
    });
    assert_eq!(found.complete, 1);
}

#[test]
fn a_thread_that_stops_while_it_unwinds_does_no_harm() {
    let found = run(|| {
        let thread = thread::spawn(|| {
            let _join = JoinOnDrop(Some(thread::spawn(|| {
                thread::park();
                7
            })));
            panic!("while it waits in its destructor, others go on");
        });
        assert!(!thread::panicking(), "another thread unwinds");
        let _ = thread.join();
    });
    assert!(found.failure.is_some());
    model(|| assert!(!thread::panicking()));
}

#[test]
fn an_endless_destructor_does_no_harm() {
    struct Spins(AtomicBool);
    impl Drop for Spins {
        fn drop(&mut self) {
            while !self.0.load(Acquire) {
                thread::yield_now();
            }
        }
    }
    let found = run(|| {
        let _spins = Spins(AtomicBool::new(false));
        thread::park();
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { .. }));
}

#[test]
fn panicking_is_of_the_own_thread() {
    struct Asks(Arc<Mutex<Vec<bool>>>);
    impl Drop for Asks {
        fn drop(&mut self) {
            self.0.lock().expect("no panic while it is locked").push(thread::panicking());
        }
    }
    let answers = Arc::new(Mutex::new(Vec::new()));
    let found = run({
        let answers = Arc::clone(&answers);
        move || {
            drop(Asks(Arc::clone(&answers)));
            let asks = Asks(Arc::clone(&answers));
            let caught = catch_unwind(AssertUnwindSafe(move || {
                let _asks = asks;
                panic!("asked meanwhile");
            }));
            assert!(caught.is_err() && !thread::panicking());
        }
    });
    assert_eq!(found.complete, 1);
    assert_eq!(*answers.lock().unwrap(), [false, true]);
}

#[test]
fn a_sleeping_thread_orders_nothing() {
    let found = run(|| {
        let x = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&x);
        let thread = thread::spawn(move || other.store(1, Relaxed));
        thread::sleep(Duration::from_secs(1000));
        x.load(Relaxed);
        thread.join().unwrap();
    });
    assert_eq!(found.complete, 2);
}

#[test]
fn more_threads_than_allowed_are_a_failure() {
    let mut config = Config::default();
    config.threads = 3;
    let found = explore_all(&config, || {
        for _ in 0..3 {
            thread::spawn(|| ());
        }
    });
    assert!(matches!(failure(&found), FailureKind::TooManyThreads { limit: 3 }));
}
