//! What `model` says, and when.

use std::sync::Arc;
use std::time::Duration;

use plainweave_weave::future::{AtomicWaker, block_on};
use plainweave_weave::model::Builder;
use plainweave_weave::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use plainweave_weave::{Config, Ended, FailureKind, Memory, explore_all, model, thread};

use Ordering::{Acquire, Relaxed, Release, SeqCst};

#[test]
#[should_panic(expected = "the sum is 1")]
fn a_panic_is_reported_with_its_words() {
    model(|| {
        let sum = Arc::new(AtomicU32::new(0));
        let add = |sum: &AtomicU32| sum.store(sum.load(SeqCst) + 1, SeqCst);
        let other = Arc::clone(&sum);
        let thread = thread::spawn(move || add(&other));
        add(&sum);
        thread.join().unwrap();
        let sum = sum.load(SeqCst);
        assert!(sum == 2, "the sum is {sum}");
    });
}

#[test]
#[should_panic(expected = "deadlock; threads")]
fn a_deadlock_is_reported_in_words_of_loom() {
    model(thread::park);
}

#[test]
#[should_panic(expected = "Model exceeded maximum number of branches")]
fn a_loop_without_an_end_is_reported() {
    model(|| {
        let flag = AtomicBool::new(false);
        while !flag.load(Acquire) {}
    });
}

#[test]
#[should_panic(expected = "Causality violation: Concurrent read and write accesses")]
fn a_race_is_reported_in_words_of_loom() {
    model(|| {
        let x = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&x);
        #[expect(unsafe_code, reason = "the race")]
        // SAFETY: it is not safe, which the model finds.
        thread::spawn(move || unsafe { other.unsync_load() });
        x.store(1, SeqCst);
    });
}

#[test]
#[should_panic(expected = "Allocation leaked")]
fn a_leak_is_reported() {
    model(|| std::mem::forget(plainweave_weave::alloc::Track::new(())));
}

#[test]
#[should_panic(expected = "cannot access Loom execution state from outside a Loom model")]
fn checked_types_are_for_models() {
    let _ = AtomicBool::new(false);
}

#[test]
#[should_panic(expected = "cannot access Loom execution state from outside a Loom model")]
fn the_switches_of_loom_are_for_models() {
    plainweave_weave::stop_exploring();
}

#[test]
#[should_panic(expected = "inside a model")]
fn models_do_not_nest() {
    model(|| model(|| ()));
}

#[test]
fn the_switches_of_loom_leave_nothing_out() {
    let mut builder = Builder::new();
    builder.expect_explicit_explore = true;
    let found = builder.explore(|| {
        plainweave_weave::explore();
        let x = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&x);
        plainweave_weave::stop_exploring();
        thread::spawn(move || other.fetch_add(1, Relaxed));
        x.fetch_add(1, Relaxed);
        plainweave_weave::skip_branch();
    });
    assert_eq!(found.complete, 2);
}

#[test]
fn the_builder_says_what_is_bounded() {
    let mut builder = Builder::default();
    assert_eq!(builder.config().steps, Config::default().steps);
    builder.max_threads = 3;
    builder.max_branches = 40;
    builder.max_permutations = Some(5);
    builder.max_duration = Some(Duration::from_secs(6));
    builder.preemption_bound = Some(2);
    builder.memory = Memory::Sc;
    builder.checkpoint_file("/tmp/of-loom.json");
    let config = builder.config();
    assert_eq!(
        (config.threads, config.steps, config.runs, config.preemptions),
        (3, 40, Some(5), Some(2))
    );
    assert_eq!((config.time, config.memory), (Some(Duration::from_secs(6)), Memory::Sc));
}

#[test]
fn a_check_that_is_cut_short_does_not_fail() {
    let mut builder = Builder::new();
    builder.max_permutations = Some(3);
    let program = || {
        let x = Arc::new(AtomicU32::new(0));
        for _ in 0..3 {
            let x = Arc::clone(&x);
            thread::spawn(move || x.fetch_add(1, Relaxed));
        }
    };
    assert_eq!(builder.explore(program).ended, Ended::Runs);
    builder.check(program);
}

#[test]
fn a_future_is_polled_when_it_is_woken() {
    let found = explore_all(&Config::default(), || {
        let shared = Arc::new((AtomicBool::new(false), AtomicWaker::new()));
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                shared.0.store(true, Release);
                shared.1.wake();
            }
        });
        block_on(std::future::poll_fn(|context| {
            shared.1.register_by_ref(context.waker());
            if shared.0.load(Acquire) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        }));
        thread.join().unwrap();
        drop(shared.1.take_waker());
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert_eq!(found.deadlocks, 0);
}

#[test]
fn a_waker_that_is_registered_too_late_is_found() {
    let found = explore_all(&Config::default(), || {
        let shared = Arc::new((AtomicBool::new(false), AtomicWaker::new()));
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                shared.0.store(true, Release);
                shared.1.wake();
            }
        });
        block_on(std::future::poll_fn(|context| {
            if shared.0.load(Acquire) {
                return std::task::Poll::Ready(());
            }
            // The mistake: not before looking.
            shared.1.register_by_ref(context.waker());
            std::task::Poll::Pending
        }));
    });
    let kind = found.failure.expect("a failure").kind;
    assert!(matches!(kind, FailureKind::Deadlock { .. }), "{kind}");
}

#[test]
fn a_waker_that_is_never_dropped_is_a_leak() {
    let found = explore_all(&Config::default(), || {
        block_on(std::future::poll_fn(|context| {
            std::mem::forget(context.waker().clone());
            std::task::Poll::Ready(())
        }));
    });
    let kind = found.failure.expect("a failure").kind;
    assert!(matches!(kind, FailureKind::Leak { what: "Waker", .. }), "{kind}");
}
