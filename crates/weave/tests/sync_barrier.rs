//! `Barrier` and `Notify`.

mod support;

use plainweave_weave::raw::{Op, Order, Place, Plain, Rmw, Shape, Width};
use plainweave_weave::sync::{Arc, Barrier, Notify};
use plainweave_weave::{Config, FailureKind};
use support::{deadlocks, exactly, fails, go, join_all, outcomes};

#[test]
fn all_arrive_before_any_leaves() {
    for n in 1..=4 {
        exactly((1..=n).product(), move || {
            let size = usize::try_from(n).expect("small");
            let barrier = Arc::new((Barrier::new(size), Plain::new()));
            let data: Vec<_> = (0..n).map(|_| Plain::new()).collect();
            let leaders = Place::new(0, Shape::Free);
            let threads = (0..size).map(|name| {
                let (barrier, data) = (Arc::clone(&barrier), data.clone());
                go(move || {
                    data[name].access(true, "what a thread brings");
                    if barrier.0.wait().is_leader() {
                        let op = Op::Rmw(Rmw::Add, 1, Width::WORD);
                        leaders.perform(op, Order::RELAXED, Order::RELAXED);
                    }
                    for data in &data {
                        data.access(false, "what a thread brings");
                    }
                })
            });
            join_all(threads.collect::<Vec<_>>());
            let op = Op::Load;
            assert_eq!(leaders.perform(op, Order::RELAXED, Order::RELAXED).value, 1);
        });
    }
}

#[test]
fn generations_follow_each_other() {
    exactly(8, || {
        let barrier = Arc::new(Barrier::new(2));
        let data = [Plain::new(), Plain::new()];
        let threads = (0..2usize).map(|name| {
            let barrier = Arc::clone(&barrier);
            go(move || {
                for round in 0..3 {
                    data[(name + round) % 2].access(true, "what they swap");
                    barrier.wait();
                }
            })
        });
        join_all(threads.collect::<Vec<_>>());
    });
}

#[test]
fn one_too_few_is_a_deadlock() {
    let found = deadlocks(|| {
        let barrier = Arc::new(Barrier::new(3));
        let other = Arc::clone(&barrier);
        let thread = go(move || assert!(!other.wait().is_leader()));
        barrier.wait();
        join_all([thread]);
    });
    assert_eq!(found.len(), 2);
}

#[test]
fn barriers_for_nobody_let_everybody_through() {
    exactly(1, || {
        for size in 0..2 {
            let barrier = Barrier::new(size);
            assert!(barrier.wait().is_leader() && barrier.wait().is_leader());
        }
    });
}

#[test]
fn a_notification_is_kept() {
    exactly(1, || {
        let notify = Arc::new((Notify::new(), Plain::new()));
        let other = Arc::clone(&notify);
        let thread = go(move || {
            other.1.access(true, "the data");
            other.0.notify();
        });
        notify.0.wait();
        notify.1.access(true, "the data");
        join_all([thread]);
    });
}

#[test]
fn two_notifications_may_be_one() {
    let found = deadlocks(|| {
        let notify = Arc::new(Notify::new());
        let other = Arc::clone(&notify);
        let thread = go(move || {
            other.notify();
            other.notify();
        });
        notify.wait();
        // The mistake: the second one may have come before the first wait.
        notify.wait();
        join_all([thread]);
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn one_thread_waits_at_a_time() {
    let failure = fails(|| {
        let notify = Arc::new(Notify::new());
        let threads = (0..2).map(|_| {
            let notify = Arc::clone(&notify);
            go(move || {
                notify.notify();
                notify.wait();
            })
        });
        join_all(threads.collect::<Vec<_>>());
    });
    assert!(matches!(failure, FailureKind::Race { .. }), "{failure}");
}

#[test]
fn waits_end_for_nothing_only_if_that_is_wanted() {
    let program = || {
        let notify = Arc::new((Notify::new(), Place::new(0, Shape::Free)));
        let other = Arc::clone(&notify);
        let thread = go(move || {
            other.1.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
            other.0.notify();
        });
        notify.0.wait();
        let seen = notify.1.perform(Op::Load, Order::RELAXED, Order::RELAXED).value;
        join_all([thread]);
        seen
    };
    let mut config = Config::default();
    assert_eq!(outcomes(&config, program).0, [1].into());
    config.spurious = true;
    assert_eq!(outcomes(&config, program).0, [0, 1].into());
}
