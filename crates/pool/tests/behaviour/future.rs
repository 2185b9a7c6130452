//! `Future`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use plainweave_pool::{Future, Promise, TaskError};

use crate::{FOR_EVER, PAST, busy_pool, pool_of, until};

fn finished() -> Future<u32> {
    let promise = Promise::new();
    let future = promise.future();
    promise.set_result(7).expect("nobody cancels it");
    future
}

#[test]
fn a_result_is_shared_by_any_number_of_readers() {
    let future = finished();
    let first = future.result().unwrap();
    thread::scope(|scope| {
        for _ in 0..3 {
            let (future, first) = (future.clone(), &first);
            scope.spawn(move || assert!(Arc::ptr_eq(&future.result().unwrap(), first)));
        }
    });
    for again in [future.result_timeout(Duration::ZERO), future.result_until(PAST)] {
        assert!(Arc::ptr_eq(&again.unwrap(), &first));
    }
}

#[test]
fn a_result_is_taken_once() {
    let future = finished();
    assert_eq!(future.take_result().unwrap(), 7);
    assert!(matches!(future.take_result(), Err(TaskError::Taken)));
    assert!(matches!(future.result(), Err(TaskError::Taken)));
    assert!(future.exception().unwrap().is_none(), "it was a result all the same");
    assert!(future.is_done());
}

#[test]
fn a_result_that_others_share_cannot_be_taken() {
    let future = finished();
    let shared = future.result().unwrap();
    assert!(matches!(future.take_result(), Err(TaskError::Taken)));
    assert_eq!(*future.result().unwrap(), 7, "it is still there");
    drop(shared);
    assert_eq!(future.take_result().unwrap(), 7, "nobody shares it any more");
}

#[test]
fn what_cannot_be_shared_can_be_taken() {
    let future = pool_of(1).submit(|| Cell::new(7)).unwrap();
    assert_eq!(future.take_result().unwrap().get(), 7);
}

#[test]
fn a_poll_is_a_timeout() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    assert!(matches!(future.result_timeout(Duration::ZERO), Err(TaskError::TimedOut)));
    assert!(matches!(future.take_result_timeout(Duration::ZERO), Err(TaskError::TimedOut)));
    assert!(matches!(future.exception_timeout(Duration::ZERO), Err(TaskError::TimedOut)));
    assert!(matches!(future.result_until(PAST), Err(TaskError::TimedOut)));
    assert!(!future.is_done());
    promise.set_result(1).unwrap();
    assert_eq!(*future.result_timeout(FOR_EVER).unwrap(), 1);
}

#[test]
fn a_result_wakes_all_who_wait_for_it() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    thread::scope(|scope| {
        let waiting: Vec<_> =
            (0..4).map(|_| scope.spawn(|| future.result().map(|result| *result))).collect();
        (0..50).for_each(|_| thread::yield_now());
        promise.set_result(7).unwrap();
        for thread in waiting {
            assert_eq!(thread.join().unwrap().unwrap(), 7);
        }
    });
}

#[test]
fn a_panic_travels_with_its_payload() {
    let future = pool_of(1).submit(|| std::panic::panic_any(vec![1, 2])).unwrap();
    let error = future.result().unwrap_err();
    assert_eq!(error.to_string(), "the task panicked");
    let TaskError::Panicked(panic) = error else { panic!("{error}") };
    assert_eq!(future.exception().unwrap().unwrap().message(), None);
    let payload = catch_unwind(AssertUnwindSafe(|| panic.resume())).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&vec![1, 2]));
}

#[test]
fn a_panic_with_a_text_says_it() {
    let future = pool_of(1).submit(|| panic!("no {}", "paper")).unwrap();
    let panic = future.exception().unwrap().unwrap();
    assert_eq!(panic.message(), Some("no paper"));
    assert_eq!(future.result().unwrap_err().to_string(), "the task panicked: no paper");
    drop(panic.take_payload());
    let again = catch_unwind(AssertUnwindSafe(|| panic.resume())).unwrap_err();
    assert_eq!(again.downcast_ref::<String>().unwrap(), "the task panicked: no paper");
}

#[test]
fn a_pending_future_can_be_cancelled() {
    let (pool, gate) = busy_pool();
    let future = pool.submit(|| unreachable!("it is cancelled")).unwrap();
    assert!(!future.is_done() && !future.is_running() && !future.is_cancelled());
    assert_eq!(format!("{future:?}"), "Future(pending)");
    assert!(future.cancel());
    assert!(future.cancel(), "it is cancelled");
    assert!(future.is_done() && future.is_cancelled());
    assert!(matches!(future.result(), Err(TaskError::Cancelled)));
    assert!(matches!(future.exception(), Err(TaskError::Cancelled)));
    drop(gate);
    drop(pool);
    assert!(future.is_cancelled());
}

#[test]
fn a_cancellation_wakes_all_who_wait() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..3).map(|_| scope.spawn(|| future.result())).collect();
        (0..50).for_each(|_| thread::yield_now());
        assert!(future.cancel());
        for thread in waiting {
            assert!(matches!(thread.join().unwrap(), Err(TaskError::Cancelled)));
        }
    });
}

#[test]
fn a_running_or_finished_future_cannot_be_cancelled() {
    let mut promise = Promise::<u32>::new();
    let future = promise.future();
    assert!(promise.start());
    assert!(future.is_running());
    assert!(!future.cancel());
    promise.set_result(7).unwrap();
    assert!(!future.cancel());
    assert!(future.is_done() && !future.is_running() && !future.is_cancelled());
}

#[test]
fn a_running_task_says_so() {
    let (pool, gate) = busy_pool();
    let (sender, receiver) = std::sync::mpsc::channel();
    drop(gate);
    let future = pool.submit(move || receiver.recv()).unwrap();
    until(|| future.is_running());
    assert!(!future.cancel(), "it runs");
    sender.send(1).unwrap();
    assert_eq!(future.take_result().unwrap(), Ok(1));
}

#[test]
fn a_cancelled_task_drops_what_it_has_taken_along() {
    let (pool, gate) = busy_pool();
    let luggage = Arc::new(());
    let future = {
        let luggage = Arc::clone(&luggage);
        pool.submit(move || drop(luggage)).unwrap()
    };
    future.cancel();
    drop(gate);
    drop(pool);
    assert_eq!(Arc::strong_count(&luggage), 1, "though there still is a future");
}
