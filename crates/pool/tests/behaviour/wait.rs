//! `wait`.

use std::thread;
use std::time::Duration;

use plainweave_pool::{Future, Promise, ReturnWhen, Waited, wait, wait_timeout, wait_until};

use crate::{FOR_EVER, PAST};

fn promises<const N: usize>() -> ([Promise<u32>; N], [Future<u32>; N]) {
    let promises = [(); N].map(|()| Promise::new());
    let futures = promises.each_ref().map(Promise::future);
    (promises, futures)
}

fn counts(waited: &Waited<u32>) -> (usize, usize) {
    (waited.done.len(), waited.not_done.len())
}

#[test]
fn of_none_there_is_nothing_to_wait_for() {
    for when in [ReturnWhen::FirstCompleted, ReturnWhen::FirstException, ReturnWhen::AllCompleted] {
        assert_eq!(counts(&wait([], when)), (0, 0));
    }
}

#[test]
fn a_future_that_is_there_twice_counts_once() {
    let ([promise], [future]) = promises();
    let again = future.clone();
    let waited = wait_until([&future, &again], ReturnWhen::AllCompleted, PAST);
    assert_eq!(counts(&waited), (0, 1));
    promise.set_result(1).unwrap();
    let waited = wait([&future, &again, &future], ReturnWhen::AllCompleted);
    assert_eq!(counts(&waited), (1, 0));
}

#[test]
fn that_time_is_over_is_no_error() {
    let ([one, _two], futures) = promises();
    one.set_result(1).unwrap();
    let waited = wait_timeout(&futures, ReturnWhen::AllCompleted, Duration::ZERO);
    assert_eq!(counts(&waited), (1, 1));
    assert!(waited.done[0].is_same(&futures[0]) && waited.not_done[0].is_same(&futures[1]));
}

#[test]
fn the_first_one_may_be_there_already() {
    let ([_one, two], futures) = promises();
    two.set_result(2).unwrap();
    let waited = wait(&futures, ReturnWhen::FirstCompleted);
    assert_eq!(counts(&waited), (1, 1));
    assert!(waited.done[0].is_same(&futures[1]));
}

#[test]
fn all_means_all() {
    let (promises, futures) = promises::<8>();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| wait_timeout(&futures, ReturnWhen::AllCompleted, FOR_EVER));
        for promise in promises {
            scope.spawn(move || promise.set_result(1).unwrap());
        }
        assert_eq!(counts(&waiting.join().unwrap()), (8, 0));
    });
}

#[test]
fn a_panic_is_an_exception_and_so_is_a_broken_promise() {
    let ([one, two, _three], futures) = promises();
    one.set_result(1).unwrap();
    let waited = wait_until(&futures, ReturnWhen::FirstException, PAST);
    assert_eq!(counts(&waited), (1, 2), "a result is none");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| wait(&futures, ReturnWhen::FirstException));
        two.set_panic(Box::new("no paper")).unwrap();
        assert_eq!(counts(&waiting.join().unwrap()), (2, 1));
    });
    let ([one, _two], futures) = promises();
    drop(one);
    assert_eq!(counts(&wait(&futures, ReturnWhen::FirstException)), (1, 1));
}

#[test]
fn a_cancelled_task_is_no_exception() {
    let ([one, two], futures) = promises();
    futures[0].cancel();
    drop(one);
    let waited = wait_until(&futures, ReturnWhen::FirstException, PAST);
    assert_eq!(counts(&waited), (1, 1), "so it waits for the other one");
    two.set_result(2).unwrap();
    assert_eq!(counts(&wait(&futures, ReturnWhen::FirstException)), (2, 0));
}

/// Only the executor's word ends it; see `promise`.
#[test]
fn a_cancelled_task_that_nobody_has_come_across_is_not_done() {
    let ([mut promise], [future]) = promises();
    future.cancel();
    for when in [ReturnWhen::FirstCompleted, ReturnWhen::AllCompleted] {
        assert_eq!(counts(&wait_until([&future], when, PAST)), (0, 1));
    }
    thread::scope(|scope| {
        let waiting = scope.spawn(|| wait([&future], ReturnWhen::FirstCompleted));
        (0..50).for_each(|_| thread::yield_now());
        assert!(!promise.start());
        assert_eq!(counts(&waiting.join().unwrap()), (1, 0));
    });
}
