//! `as_completed`.

use std::thread;
use std::time::Duration;

use plainweave_pool::{
    Future, Promise, Unfinished, as_completed, as_completed_timeout, as_completed_until,
};

use crate::{FOR_EVER, PAST, pool_of};

#[test]
fn of_none_there_is_none() {
    assert!(as_completed::<u32, runtime::Native>([]).next().is_none());
}

#[test]
fn what_has_finished_comes_first_and_then_in_the_order_of_finishing() {
    let promises = [(); 4].map(|()| Promise::new());
    let futures = promises.each_ref().map(Promise::future);
    let [one, two, three, four] = promises;
    three.set_result(3).unwrap();
    let mut completed = as_completed(&futures);
    let mut next = || *completed.next().unwrap().unwrap().result().unwrap();
    assert_eq!(next(), 3);
    four.set_result(4).unwrap();
    one.set_result(1).unwrap();
    assert_eq!((next(), next()), (4, 1));
    thread::spawn(move || two.set_result(2).unwrap());
    assert_eq!(next(), 2);
    assert!(completed.next().is_none() && completed.next().is_none());
}

#[test]
fn a_future_that_is_there_twice_comes_once() {
    let promise = Promise::new();
    let (future, again) = (promise.future(), promise.future());
    promise.set_result(1).unwrap();
    assert_eq!(as_completed([&future, &again]).count(), 1);
}

#[test]
fn the_deadline_is_for_all_together() {
    let promises = [(); 3].map(|()| Promise::new());
    let futures = promises.each_ref().map(Promise::future);
    let [one, _two, _three] = promises;
    one.set_result(1).unwrap();
    for mut completed in
        [as_completed_until(&futures, PAST), as_completed_timeout(&futures, Duration::ZERO)]
    {
        assert!(completed.next().unwrap().is_ok());
        let error = completed.next().unwrap().unwrap_err();
        assert_eq!(error, Unfinished { unfinished: 2, all: 3 });
        assert_eq!(error.to_string(), "2 (of 3) futures unfinished");
        assert!(completed.next().is_none(), "it ends after an error");
    }
}

#[test]
fn a_panic_comes_like_a_result() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    drop(promise);
    let completed: Vec<Future<u32>> =
        as_completed_timeout([&future], FOR_EVER).collect::<Result<_, _>>().unwrap();
    assert!(completed[0].is_same(&future));
}

#[test]
fn everything_a_pool_does_comes() {
    let pool = pool_of(3);
    let futures: Vec<_> = (0..200).map(|n| pool.submit(move || n).unwrap()).collect();
    let mut results: Vec<u32> =
        as_completed(&futures).map(|future| future.unwrap().take_result().unwrap()).collect();
    results.sort_unstable();
    assert_eq!(results, (0..200).collect::<Vec<_>>());
}

#[test]
fn a_cancelled_task_comes_when_it_has_been_come_across() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    let mut completed = as_completed_until([&future], PAST);
    assert!(future.cancel());
    drop(promise);
    assert!(completed.next().is_some_and(|next| next.is_ok()), "it was asked for before");
}

#[test]
fn whoever_gives_up_disturbs_no_others() {
    let promise = Promise::new();
    let future = promise.future();
    let [first, mut second, third] = [(); 3].map(|()| as_completed_until([&future], PAST));
    drop((first, third));
    promise.set_result(1).unwrap();
    assert!(second.next().is_some_and(|next| next.is_ok()));
}
