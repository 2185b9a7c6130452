//! What a futex promises, and what it does not.

mod support;

use std::sync::Arc;

use plainweave_runtime_weave::Weave;
use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Moment, Runtime, Shared, Thread, Wait};
use support::{explore, explore_within};
use weave::{Config, FailureKind, TimeOuts};

type Word = <Weave as Runtime>::Futex;

const SOON: Deadline = Deadline::at(Moment(std::time::Duration::ZERO));

/// A store before the wake-up is seen by a comparison behind it, also a relaxed one.
#[test]
fn no_wake_up_is_lost_between_the_comparison_and_the_falling_asleep() {
    let (found, outcomes) = explore(|| {
        let word = Arc::new(Word::new(0));
        let sleeper = Weave::spawn("sleeper", {
            let word = Arc::clone(&word);
            move || {
                let wait = word.wait(0, Deadline::NEVER);
                Weave::outcome("wait", format!("{wait:?}"));
            }
        });
        word.store(1, Relaxed);
        word.wake_one();
        sleeper.join();
    });
    assert_eq!((found.deadlocks, found.blocked), (0, 0));
    assert_eq!(outcomes.len(), 1);
}

/// Who is woken knows nothing of what the waker did, unless an ordering of the word says so.
#[test]
fn a_wake_up_orders_no_memory() {
    for (store, load, races) in [(Relaxed, Relaxed, true), (Release, Acquire, false)] {
        let (found, _) = explore(move || {
            let word = Arc::new(Word::new(0));
            let letter = Arc::new(<Weave as Runtime>::Shared::<u32>::new(0));
            let sleeper = Weave::spawn("sleeper", {
                let (word, letter) = (Arc::clone(&word), Arc::clone(&letter));
                move || {
                    while word.load(load) == 0 {
                        let _ = word.wait(0, Deadline::NEVER);
                    }
                    letter.get();
                }
            });
            letter.set(1);
            word.store(1, store);
            word.wake_one();
            sleeper.join();
        });
        let race = found.failure.map(|failure| matches!(failure.kind, FailureKind::Race { .. }));
        assert_eq!(race, races.then_some(true), "{store:?} {load:?}");
    }
}

/// Of two sleepers either may be the one.
#[test]
fn a_wake_up_takes_any_sleeper() {
    let (found, outcomes) = explore(|| {
        let word = Arc::new(Word::new(0));
        let first = Arc::new(Word::new(0));
        let sleepers = [1, 2].map(|number| {
            let (word, first) = (Arc::clone(&word), Arc::clone(&first));
            Weave::spawn("sleeper", move || {
                let _ = word.wait(0, Deadline::NEVER);
                let _ = first.compare_exchange(0, number, Relaxed, Relaxed);
                word.store(1, Relaxed);
                word.wake_all();
            })
        });
        word.wake_one();
        for sleeper in sleepers {
            sleeper.join();
        }
        Weave::outcome("first", first.load(Relaxed));
    });
    assert!(found.deadlocks > 0, "nobody sleeps yet when the wake-up comes");
    assert_eq!(outcomes.into_keys().collect::<Vec<_>>(), ["first = 1", "first = 2"]);
}

/// Two who wait for what never comes, each at most until its deadline.
fn two_wait_in_vain() {
    let first = Arc::new(Word::new(0));
    let waiters = [1, 2].map(|number| {
        let first = Arc::clone(&first);
        Weave::spawn("waiter", move || {
            let never = Word::new(0);
            assert_eq!(never.wait(0, SOON), Wait::TimedOut);
            let _ = first.compare_exchange(0, number, Relaxed, Relaxed);
        })
    });
    for waiter in waiters {
        waiter.join();
    }
    Weave::outcome("first", first.load(Relaxed));
}

/// However often deadlines may pass early, they do when nobody can move any more, in any order.
#[test]
fn deadlines_pass_in_the_end() {
    for time_outs in [TimeOuts::Free, TimeOuts::Early(1), TimeOuts::Early(0)] {
        let mut config = Config::default();
        config.time_outs = time_outs;
        let (found, outcomes) = explore_within(&config, two_wait_in_vain);
        assert!(found.failure.is_none(), "{found:?}");
        assert_eq!((found.complete, found.deadlocks, found.blocked), (2, 0, 0), "{time_outs:?}");
        assert_eq!(outcomes.into_keys().collect::<Vec<_>>(), ["first = 1", "first = 2"]);
        assert_eq!(found.held_back, time_outs == TimeOuts::Early(0));
    }
}

/// A deadline passes last, and then the sleeper finds what has been done meanwhile.
#[test]
fn a_last_resort_comes_after_everything_else() {
    for memory in [weave::Memory::Sc, weave::Memory::Rc11] {
        let mut config = Config::default();
        (config.time_outs, config.memory) = (TimeOuts::Early(0), memory);
        let (found, outcomes) = explore_within(&config, || {
            let (word, other) = (Arc::new(Word::new(0)), Arc::new(Word::new(0)));
            let waker = Weave::spawn("waker", {
                let (word, other) = (Arc::clone(&word), Arc::clone(&other));
                move || {
                    word.wake_one();
                    other.store(1, Release);
                }
            });
            let wait = word.wait(0, SOON);
            Weave::outcome("wait", format!("{wait:?} {}", other.load(Acquire)));
            waker.join();
        });
        let seen: Vec<_> = outcomes.keys().map(String::as_str).collect();
        let mut all = vec!["wait = TimedOut 1", "wait = Woken 0", "wait = Woken 1"];
        if memory == weave::Memory::Rc11 {
            // Nobody told the sleeper: it may find what is old.
            all.insert(0, "wait = TimedOut 0");
        }
        assert_eq!(seen, all, "{memory}");
        assert_eq!((found.deadlocks, found.blocked), (0, 0));
    }
}
