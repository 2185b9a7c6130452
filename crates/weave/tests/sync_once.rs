//! `Once`, `OnceLock`, `LazyLock`: who does it, and that nobody sees it half done.

mod support;

use plainweave_weave::Config;
use plainweave_weave::raw::{Op, Order, Place, Plain, Shape};
use plainweave_weave::sync::{Arc, LazyLock, Once, OnceLock};
use support::{caught, deadlocks, exactly, fails, give_up, go, join_all, outcomes};

#[test]
fn any_of_n_threads_does_it_and_the_others_see_it_done() {
    for n in 1..=5u64 {
        exactly(n, move || {
            let once = Arc::new((Once::new(), Plain::new()));
            let threads = (0..n).map(|_| {
                let once = Arc::clone(&once);
                go(move || {
                    once.0.call_once(|| once.1.access(true, "the work"));
                    once.1.access(false, "the work");
                    assert!(once.0.is_completed());
                })
            });
            join_all(threads.collect::<Vec<_>>());
        });
    }
}

#[test]
fn a_flag_by_hand_is_claimed_twice() {
    let failure = fails(|| {
        let flag = Place::new(0, Shape::Free);
        let work = Plain::new();
        let threads = (0..2).map(|_| {
            go(move || {
                // The mistake: look and claim are two steps.
                if flag.perform(Op::Load, Order::ACQUIRE, Order::RELAXED).value == 0 {
                    work.access(true, "the work");
                    flag.perform(Op::Store(1), Order::RELEASE, Order::RELAXED);
                }
            })
        });
        join_all(threads.collect::<Vec<_>>());
    });
    assert!(failure.to_string().contains("the work"), "{failure}");
}

#[test]
fn whether_it_is_done_is_seen_with_what_was_done() {
    let (seen, _) = outcomes(&Config::default(), || {
        let once = Arc::new((Once::new(), Plain::new()));
        let other = Arc::clone(&once);
        let thread = go(move || other.0.call_once(|| other.1.access(true, "the work")));
        let done = once.0.is_completed();
        if done {
            once.1.access(false, "the work");
        }
        join_all([thread]);
        done
    });
    assert_eq!(seen, [false, true].into());
}

#[test]
fn who_waits_is_let_go_when_it_is_done() {
    exactly(1, || {
        let once = Arc::new((Once::new(), Plain::new()));
        let other = Arc::clone(&once);
        let thread = go(move || other.0.call_once(|| other.1.access(true, "the work")));
        once.0.wait();
        once.1.access(false, "the work");
        join_all([thread]);
    });
    assert_eq!(deadlocks(|| Once::new().wait()).len(), 1);
}

#[test]
fn a_call_within_the_call_waits_for_itself() {
    let found = deadlocks(|| {
        let once = Once::new();
        once.call_once(|| once.call_once(|| ()));
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn a_call_that_panics_poisons() {
    exactly(1, || {
        let once = Once::new();
        assert!(caught(|| once.call_once(|| give_up())));
        assert!(!once.is_completed());
        assert!(caught(|| once.call_once(|| unreachable!("poisoned"))));
        assert!(caught(|| once.wait()));
        once.call_once_force(|state| assert!(state.is_poisoned()));
        assert!(once.is_completed());
        once.call_once(|| unreachable!("done"));
    });
}

#[test]
fn a_cell_is_filled_once() {
    let (seen, found) = outcomes(&Config::default(), || {
        let cell = Arc::new(OnceLock::new());
        let threads: Vec<_> = (0..2)
            .map(|name| {
                let cell = Arc::clone(&cell);
                go(move || match cell.set(name) {
                    Ok(()) => assert_eq!(cell.get(), Some(&name)),
                    Err(back) => assert_eq!((back, *cell.wait()), (name, 1 - name)),
                })
            })
            .collect();
        join_all(threads);
        cell.get().copied()
    });
    assert_eq!(seen, [Some(0), Some(1)].into());
    assert_eq!(found.complete, 2);
}

#[test]
fn a_cell_whose_filling_panics_is_empty() {
    exactly(1, || {
        let mut cell = OnceLock::new();
        assert!(caught(|| cell.get_or_init(|| give_up())));
        assert_eq!(cell.get(), None);
        assert_eq!(*cell.get_or_init(|| String::from("a")), "a");
        cell.get_mut().expect("filled").push('b');
        assert_eq!(cell.take().as_deref(), Some("ab"));
        assert_eq!(cell.set(String::new()), Ok(()));
        assert_eq!(cell.into_inner().as_deref(), Some(""));
        assert_eq!(OnceLock::from(1).get(), Some(&1));
    });
}

#[test]
fn a_lazy_value_is_made_by_any_of_its_users() {
    for n in 1..=4u64 {
        exactly(n, move || {
            let made = Place::new(0, Shape::Free);
            let lazy: Arc<LazyLock<Vec<u64>, _>> = Arc::new(LazyLock::new(move || {
                assert_eq!(made.perform(Op::Load, Order::RELAXED, Order::RELAXED).value, 0);
                made.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
                vec![1]
            }));
            let threads = (0..n).map(|_| {
                let lazy = Arc::clone(&lazy);
                go(move || assert_eq!(lazy[0], 1))
            });
            join_all(threads.collect::<Vec<_>>());
        });
    }
}

#[test]
fn a_lazy_value_whose_making_panics_stays_broken() {
    exactly(1, || {
        let lazy = LazyLock::<u32, _>::new(|| give_up());
        assert!(caught(|| *lazy));
        assert!(caught(|| *lazy));
    });
}
