//! Programs that are no models, and bounds that are met: clear words, no abort, no wrong verdict, and
//! the next model in the same process works.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use plainweave_weave::raw::{self, Op, Order, Place, Rmw, Shape, Width};
use plainweave_weave::{Config, Ended, Exploration, FailureKind, explore_all, explore_with};

fn load(place: Place) -> u64 {
    place.perform(Op::Load, Order::ACQUIRE, Order::RELAXED).value
}

fn add(place: Place) -> u64 {
    place.perform(Op::Rmw(Rmw::Add, 1, Width::WORD), Order::ACQ_REL, Order::RELAXED).value
}

/// Two threads that add one each: 2 executions.
fn healthy() {
    let sum = Place::new(0, Shape::Free);
    let threads: Vec<_> = (0..2)
        .map(|_| {
            raw::spawn(Box::new(move || {
                add(sum);
            }))
        })
        .collect();
    threads.into_iter().for_each(raw::join);
}

fn the_next_model_works() {
    let found = explore_all(&Config::default(), healthy);
    assert_eq!((found.complete, found.ended), (2, Ended::Exhausted));
}

fn failure(found: &Exploration) -> &FailureKind {
    &found.failure.as_ref().expect("a failure").kind
}

#[test]
fn a_program_that_does_something_else_each_time_is_told_what() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let found = explore_all(&Config::default(), || {
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let sum = Place::new(0, Shape::Free);
        let child = raw::spawn(Box::new(move || {
            add(sum);
        }));
        sum.perform(Op::Store(run), Order::RELAXED, Order::RELAXED);
        raw::join(child);
    });
    let FailureKind::NotDeterministic { thread: 0, before, now, .. } = failure(&found) else {
        panic!("{:?}", found.failure);
    };
    assert!(before.contains("store 0") && now.contains("store 1"), "{before} / {now}");
    let text = failure(&found).to_string();
    assert!(text.contains("not deterministic") && text.contains("misuse.rs"), "{text}");
    the_next_model_works();
}

#[test]
fn a_program_that_ends_early_the_second_time_is_told_so() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let found = explore_all(&Config::default(), || {
        if RUNS.fetch_add(1, Ordering::Relaxed) == 0 {
            healthy();
        }
    });
    assert!(matches!(failure(&found), FailureKind::NotDeterministic { .. }));
    the_next_model_works();
}

#[test]
fn a_loop_without_an_end_is_named() {
    let found = explore_all(&Config::default(), || {
        let never = Place::new(0, Shape::Free);
        while load(never) == 0 {}
    });
    let Ended::Steps { site, limit, .. } = &found.ended else { panic!("{:?}", found.ended) };
    assert!(site.contains("misuse.rs") && *limit == Config::default().steps, "{site}");
    assert!(!found.is_exhaustive() && found.failure.is_none() && found.complete == 0);
    the_next_model_works();
}

#[test]
fn a_loop_with_a_hint_that_nobody_ends_is_a_livelock() {
    let found = explore_all(&Config::default(), || {
        let never = Place::new(0, Shape::Free);
        while load(never) == 0 {
            raw::spin();
        }
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { blocked } if blocked.len() == 1));
    the_next_model_works();
}

#[test]
fn too_many_threads_are_refused() {
    let mut config = Config::default();
    config.threads = 3;
    let found = explore_all(&config, || {
        for _ in 0..3 {
            raw::spawn(Box::new(|| ()));
        }
    });
    assert_eq!(failure(&found), &FailureKind::TooManyThreads { limit: 3 });
    the_next_model_works();
}

#[test]
fn outside_a_model_nothing_works_and_that_is_said() {
    let payload = catch_unwind(|| Place::new(0, Shape::Free)).expect_err("no model");
    let text = payload.downcast_ref::<&str>().expect("text");
    assert!(text.contains("outside a model"), "{text}");
    the_next_model_works();
}

#[test]
fn an_object_of_another_execution_is_refused() {
    static KEPT: OnceLock<Place> = OnceLock::new();
    let found = explore_all(&Config::default(), || {
        let kept = *KEPT.get_or_init(|| Place::new(0, Shape::Free));
        let child = raw::spawn(Box::new(move || {
            add(kept);
        }));
        add(kept);
        raw::join(child);
    });
    assert!(matches!(failure(&found), FailureKind::ForeignObject { .. }), "{:?}", found.failure);
    the_next_model_works();
}

#[test]
fn a_model_inside_a_model_is_refused() {
    let found = explore_all(&Config::default(), || {
        explore_all(&Config::default(), healthy);
    });
    let FailureKind::Panic { message, .. } = failure(&found) else { panic!("{:?}", found.failure) };
    assert!(message.contains("inside a model"), "{message}");
    the_next_model_works();
}

#[test]
fn a_panic_is_a_failure_with_its_words() {
    let found = explore_all(&Config::default(), || {
        let sum = Place::new(0, Shape::Free);
        let child =
            raw::spawn(Box::new(move || assert_eq!(add(sum), 0, "the other one was first")));
        add(sum);
        raw::join(child);
    });
    let FailureKind::Panic { thread: 1, message } = failure(&found) else {
        panic!("{:?}", found.failure)
    };
    assert!(message.contains("the other one was first"));
    assert_eq!(found.ended, Ended::Failed);
    the_next_model_works();
}

#[test]
fn all_failures_are_counted_if_wanted() {
    let mut config = Config::default();
    config.stop_at_first_failure = false;
    let found = explore_all(&config, || {
        let sum = Place::new(0, Shape::Free);
        let threads: Vec<_> = (0..3)
            .map(|index| raw::spawn(Box::new(move || assert!(add(sum) != 0 || index != 1))))
            .collect();
        threads.into_iter().for_each(raw::join);
    });
    // Thread 1 is first in two of six orders. The others are cut short by its panic.
    assert_eq!((found.complete, found.is_exhaustive()), (4, true));
    assert!(found.failures >= 1);
}

/// Something whose destructor works on the model.
struct Holder(Place);

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
        self.0.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
    }
}

#[test]
fn destructors_of_threads_that_are_taken_apart_neither_wait_nor_abort() {
    let found = explore_all(&Config::default(), || {
        let (first, second) = (Place::new(0, Shape::Chain), Place::new(0, Shape::Chain));
        let lock = |place: Place| {
            place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED)
        };
        let cross = |one: Place, two: Place| {
            raw::spawn(Box::new(move || {
                lock(one);
                let _holders = (Holder(two), Box::new(Holder(one)));
                lock(two);
            }))
        };
        let threads = [cross(first, second), cross(second, first)];
        threads.into_iter().for_each(raw::join);
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { .. }), "{:?}", found.failure);
    the_next_model_works();
}

#[test]
fn a_thread_that_panics_while_it_holds_things_and_must_wait_for_them_is_no_abort() {
    let found = explore_all(&Config::default(), || {
        let place = Place::new(0, Shape::Chain);
        let child = raw::spawn(Box::new(move || {
            place.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
            // Waits for what this very thread has: suspended while it unwinds.
            let _holder = Holder(place);
            panic!("in the middle of it");
        }));
        raw::join(child);
    });
    assert!(found.failure.is_some());
    the_next_model_works();
}

#[test]
fn what_threads_own_is_dropped_whatever_becomes_of_them() {
    let alive = Arc::new(());
    let kept = Arc::clone(&alive);
    let found = explore_all(&Config::default(), move || {
        let never = Place::new(1, Shape::Chain);
        for _ in 0..2 {
            let own = Arc::clone(&kept);
            raw::spawn(Box::new(move || {
                never.perform(Op::AwaitCas { expected: 0, new: 1 }, Order::ACQUIRE, Order::RELAXED);
                drop(own);
            }));
        }
    });
    assert!(matches!(failure(&found), FailureKind::Deadlock { .. }));
    assert_eq!(Arc::strong_count(&alive), 1, "leaked");
}

#[test]
fn a_callback_that_panics_leaves_nothing_behind() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        explore_with(&Config::default(), |_| panic!("no more"), healthy)
    }));
    assert!(outcome.is_err());
    the_next_model_works();
}

#[test]
fn budgets_cut_and_say_so() {
    let mut config = Config::default();
    config.runs = Some(1);
    let found = explore_all(&config, healthy);
    assert_eq!((found.runs, &found.ended), (1, &Ended::Runs));
    assert!(!found.is_exhaustive() && found.progress < 1.0);
    config.runs = None;
    config.time = Some(std::time::Duration::ZERO);
    assert_eq!(explore_all(&config, healthy).ended, Ended::Time);
}

#[test]
fn plain_memory_that_races_is_a_failure_with_both_lines() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&lines);
    let found = explore_all(&Config::default(), move || {
        let cell = raw::Plain::new();
        let child = raw::spawn(Box::new(move || cell.access(true, "a cell")));
        cell.access(false, "a cell");
        raw::join(child);
        seen.lock().expect("no thread panics").push(());
    });
    let text = failure(&found).to_string();
    assert!(text.contains("data race on a cell"), "{text}");
    assert_eq!(text.matches("misuse.rs").count(), 2, "{text}");
    the_next_model_works();
}

#[test]
fn a_program_that_gives_up_was_not_explored() {
    let found = explore_all(&Config::default(), || raw::abandon());
    assert!(!found.is_exhaustive(), "{:?}", found.ended);
    assert_eq!((found.complete, found.cut), (0, 1));
    the_next_model_works();
}
