//! The coarse level costs what locks of the engine cost, and hides no result of the fine level.

mod support;

use std::sync::Arc;

use plainweave_runtime_weave::Weave;
use runtime::{Runtime, Thread};
use runtime_model::Coarse;
use support::{Outcomes, explore};
use sync::{Condition, Event, Lock, Semaphore};

type R = Coarse<Weave>;

/// So many threads lock once each.
fn lock_once_each(threads: u32) {
    let lock = Arc::new(Lock::<u32, R>::new_in(0));
    let lockers: Vec<_> = (0..threads)
        .map(|_| {
            let lock = Arc::clone(&lock);
            R::spawn("locker", move || *lock.lock() += 1)
        })
        .collect();
    lockers.into_iter().for_each(Thread::join);
}

/// So many philosophers, each of whom takes the fork to the left first.
fn dine(count: usize) {
    let forks: Vec<_> = (0..count).map(|_| Arc::new(Lock::<(), R>::new_in(()))).collect();
    let philosophers: Vec<_> = (0..count)
        .map(|number| {
            let (left, right) =
                (Arc::clone(&forks[number]), Arc::clone(&forks[(number + 1) % count]));
            R::spawn("philosopher", move || {
                let _left = left.lock();
                let _right = right.lock();
            })
        })
        .collect();
    philosophers.into_iter().for_each(Thread::join);
}

/// Locks of n threads have n! orders, and nothing else is told apart.
#[test]
fn n_threads_that_lock_once_have_n_factorial_executions() {
    for threads in 1..=6 {
        let (found, _) = explore(move || lock_once_each(threads));
        let orders: u64 = (1..=u64::from(threads)).product();
        assert_eq!((found.complete, found.runs, found.blocked), (orders, orders, 0));
    }
}

/// Each fork is taken first by one of its two neighbours. All of these 2^n executions are different;
/// two of them have all philosophers in a circle, of which one is the deadlock and the other cannot be.
#[test]
fn philosophers_have_one_deadlock_and_an_execution_for_each_other_order() {
    for count in 3..=10 {
        let (found, _) = explore(move || dine(count));
        let all = (1 << count) - 2;
        assert_eq!((found.complete, found.deadlocks, found.blocked), (all, 1, 0), "{count}");
    }
}

/// Three buyers, who buy two tickets.
fn sell<R: Runtime>() {
    let left = Arc::new(Lock::<u32, R>::new_in(2));
    let buy = {
        let left = Arc::clone(&left);
        move || {
            let mut left = left.lock();
            *left = left.saturating_sub(1);
        }
    };
    let buyers = [R::spawn("ann", buy.clone()), R::spawn("ben", buy.clone())];
    buy();
    buyers.into_iter().for_each(Thread::join);
    R::outcome("left", *left.lock());
}

/// Whoever tries a lock can tell whether it is taken.
fn look<R: Runtime>() {
    let lock = Arc::new(Lock::<u32, R>::new_in(0));
    let other = R::spawn("other", {
        let lock = Arc::clone(&lock);
        move || *lock.lock() += 1
    });
    let seen = lock.try_lock().map(|value| *value);
    other.join();
    R::outcome("seen", format!("{seen:?}"));
}

fn hand_over<R: Runtime>() {
    let place = Arc::new((Lock::<u32, R>::new_in(0), Condition::<R>::new_in()));
    let taker = R::spawn("taker", {
        let place = Arc::clone(&place);
        move || {
            let (mut item, mut waits) = (place.0.lock(), 0);
            while *item == 0 {
                item = place.1.wait(item);
                waits += 1;
            }
            R::outcome("waits", waits);
        }
    });
    *place.0.lock() = 1;
    place.1.notify_one(&place.0.lock());
    taker.join();
}

/// Two waiters, one wake-up each: and one gives up at some moment.
fn give_up<R: Runtime>() {
    let permits = Arc::new(Semaphore::<R>::new_in(0));
    let waiter = R::spawn("waiter", {
        let permits = Arc::clone(&permits);
        move || {
            let got = permits.acquire_timeout(std::time::Duration::from_secs(1));
            R::outcome("got", got.is_ok());
        }
    });
    assert!(permits.release().is_ok());
    waiter.join();
}

fn set_and_clear<R: Runtime>() {
    let event = Arc::new(Event::<R>::new_in());
    let waiter = R::spawn("waiter", {
        let event = Arc::clone(&event);
        move || R::outcome("came", event.wait_timeout(std::time::Duration::from_secs(1)))
    });
    event.set();
    event.clear();
    waiter.join();
}

fn agree(name: &str, coarse: fn(), fine: fn()) {
    let ((upper, seen), (lower, all)) = (explore(coarse), explore(fine));
    eprintln!("{name}: coarse {}, fine {} executions", upper.complete, lower.complete);
    let keys = |outcomes: &Outcomes| outcomes.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&seen), keys(&all), "{name}");
    assert_eq!(upper.deadlocks > 0, lower.deadlocks > 0, "{name}");
    assert!(upper.complete <= lower.complete, "{name}");
}

#[test]
fn the_levels_tell_the_same_results_apart() {
    agree("sell", sell::<R>, sell::<Weave>);
    agree("look", look::<R>, look::<Weave>);
    agree("hand over", hand_over::<R>, hand_over::<Weave>);
    agree("give up", give_up::<R>, give_up::<Weave>);
    agree("set and clear", set_and_clear::<R>, set_and_clear::<Weave>);
}
