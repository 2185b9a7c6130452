//! `Condvar`: who is woken, who is not, and when time is up.

mod support;

use std::time::Duration;

use plainweave_weave::raw::Plain;
use plainweave_weave::sync::{Arc, Condvar, Mutex};
use plainweave_weave::{Config, TimeOuts, explore_all};
use support::{deadlocks, exactly, go, holds, join_all, outcomes};

type Gate = Arc<(Mutex<bool>, Condvar)>;

fn gate() -> Gate {
    Arc::new((Mutex::new(false), Condvar::new()))
}

const SOON: Duration = Duration::from_millis(1);

#[test]
fn a_wait_for_a_condition_ends() {
    // Open before the look at the condition, or after.
    exactly(2, || {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            let mut open = other.0.lock().unwrap();
            *open = true;
            other.1.notify_one();
        });
        let open = gate.1.wait_while(gate.0.lock().unwrap(), |open| !*open).unwrap();
        assert!(*open);
        drop(open);
        join_all([thread]);
    });
}

#[test]
fn a_notification_that_nobody_waits_for_is_lost() {
    let line = line!();
    let found = deadlocks(|| {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || other.1.notify_one());
        // The mistake: no condition.
        drop(gate.1.wait(gate.0.lock().unwrap()));
        join_all([thread]);
    });
    assert_eq!(found, [line + 6]);
}

#[test]
fn a_notification_between_look_and_wait_is_lost() {
    let line = line!();
    let found = deadlocks(|| {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let open = *gate.0.lock().unwrap();
        if !open {
            // The mistake: the lock was open in between.
            drop(gate.1.wait(gate.0.lock().unwrap()));
        }
        join_all([thread]);
    });
    assert_eq!(found, [line + 11]);
}

#[test]
fn a_forgotten_notification_is_a_deadlock() {
    let found = deadlocks(|| {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || *other.0.lock().unwrap() = true);
        drop(gate.1.wait_while(gate.0.lock().unwrap(), |open| !*open));
        join_all([thread]);
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn one_notification_wakes_any_one() {
    let (seen, found) = outcomes(&Config::default(), || {
        let shared = Arc::new((Mutex::new((0, None)), Condvar::new()));
        let waiters: Vec<_> = (0..2)
            .map(|name| {
                let shared = Arc::clone(&shared);
                go(move || {
                    let mut state = shared.0.lock().unwrap();
                    state.0 += 1;
                    shared.1.notify_all();
                    while state.1.is_none_or(|woken| woken >= 2) {
                        state = shared.1.wait(state).unwrap();
                        // Who wakes up for the token first keeps it.
                        if state.1 == Some(9) {
                            state.1 = Some(name);
                        }
                    }
                })
            })
            .collect();
        let mut state = shared.0.lock().unwrap();
        while state.0 < 2 {
            state = shared.1.wait(state).unwrap();
        }
        state.1 = Some(9);
        shared.1.notify_one();
        // Whoever was not woken is let go at the end.
        while state.1 == Some(9) {
            drop(state);
            shared.1.notify_one();
            state = shared.0.lock().unwrap();
            if state.1 == Some(9) {
                state = shared.1.wait_timeout(state, SOON).unwrap().0;
                break;
            }
        }
        let woken = state.1;
        drop(state);
        shared.1.notify_all();
        join_all(waiters);
        woken
    });
    assert!(seen.contains(&Some(0)) && seen.contains(&Some(1)), "{seen:?}");
    assert!(found.complete > 1);
}

#[test]
fn all_are_woken_by_notify_all_and_not_by_notify_one() {
    let program = |all: bool| {
        move || {
            let gate = gate();
            let waiters: Vec<_> = (0..2)
                .map(|_| {
                    let gate = Arc::clone(&gate);
                    go(move || drop(gate.1.wait_while(gate.0.lock().unwrap(), |open| !*open)))
                })
                .collect();
            *gate.0.lock().unwrap() = true;
            if all {
                gate.1.notify_all();
            } else {
                gate.1.notify_one();
            }
            join_all(waiters);
        }
    };
    holds(program(true));
    // The mistake: two wait.
    assert!(!deadlocks(program(false)).is_empty());
}

#[test]
fn a_wake_up_orders_memory() {
    holds(|| {
        let gate = gate();
        let data = Plain::new();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            data.access(true, "the data");
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        drop(gate.1.wait_while(gate.0.lock().unwrap(), |open| !*open));
        data.access(true, "the data");
        join_all([thread]);
    });
}

fn timed(config: &Config) -> (std::collections::BTreeSet<(bool, bool)>, u64, u64) {
    let (seen, found) = outcomes(config, || {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            *other.0.lock().expect("nobody panics") = true;
            other.1.notify_one();
        });
        let (open, result) = gate
            .1
            .wait_timeout(gate.0.lock().expect("nobody panics"), SOON)
            .expect("nobody panics");
        let seen = (*open, result.timed_out());
        drop(open);
        join_all([thread]);
        seen
    });
    (seen, found.blocked, found.deadlocks)
}

#[test]
fn a_timed_wait_ends_either_way() {
    let (seen, blocked, deadlocks) = timed(&Config::default());
    // Notified; out of time before the gate opened, or between that and the notification.
    assert_eq!(seen, [(true, false), (false, true), (true, true)].into());
    assert_eq!((blocked, deadlocks), (0, 0));
}

#[test]
fn without_time_outs_a_timed_wait_that_nobody_ends_is_no_deadlock() {
    let mut config = Config::default();
    config.time_outs = TimeOuts::Never;
    let (seen, blocked, deadlocks) = timed(&config);
    assert_eq!(seen, [(true, false)].into());
    // Notified too early: only time would have ended it, and the bound forbids that.
    assert!(blocked > 0);
    assert_eq!(deadlocks, 0);
}

#[test]
fn loops_of_timed_waits_end_with_a_bound_on_early_time_outs() {
    let program = || {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let mut open = gate.0.lock().unwrap();
        while !*open {
            open = gate.1.wait_timeout(open, SOON).unwrap().0;
        }
        drop(open);
        join_all([thread]);
    };
    let mut runs = Vec::new();
    for bound in 0..4 {
        let mut config = Config::default();
        config.time_outs = TimeOuts::Early(bound);
        let found = explore_all(&config, program);
        assert!(found.failure.is_none() && found.is_exhaustive());
        runs.push(found.complete);
    }
    assert!(runs.is_sorted_by(|few, more| few < more), "{runs:?}");
}

#[test]
fn a_timed_wait_for_a_condition_says_whether_it_holds() {
    let (seen, _) = outcomes(&Config::default(), || {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let guard = gate.0.lock().unwrap();
        let (open, result) = gate.1.wait_timeout_while(guard, SOON, |open| !*open).unwrap();
        let seen = (*open, result.timed_out());
        drop(open);
        join_all([thread]);
        seen
    });
    assert_eq!(seen, [(true, false), (false, true)].into());
}

#[test]
fn waits_wake_up_for_nothing_only_if_that_is_wanted() {
    let program = || {
        let gate = gate();
        let other = Arc::clone(&gate);
        let thread = go(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let mut open = gate.0.lock().unwrap();
        if !*open {
            // The mistake: not a loop.
            open = gate.1.wait(open).unwrap();
        }
        let seen = *open;
        drop(open);
        join_all([thread]);
        seen
    };
    let mut config = Config::default();
    assert_eq!(outcomes(&config, program).0, [true].into());
    config.spurious = true;
    assert_eq!(outcomes(&config, program).0, [false, true].into());
}
