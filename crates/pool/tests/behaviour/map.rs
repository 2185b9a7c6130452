//! `ThreadPool::map`.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::time::Duration;

use plainweave_pool::{Pending, SubmitError, TaskError};

use crate::{busy_pool, pool_of};

#[test]
fn results_come_in_the_order_of_the_items() {
    let pool = pool_of(4);
    let results = pool.map(|item| 2 * item, 0..100).unwrap();
    let results: Result<Vec<u32>, _> = results.collect();
    assert_eq!(results.unwrap(), (0..100).map(|item| 2 * item).collect::<Vec<_>>());
    assert!(pool.map(|(): ()| (), []).unwrap().next().is_none());
}

#[test]
fn all_tasks_are_submitted_before_the_first_result_is_asked_for() {
    let (pool, gate) = busy_pool();
    let results = pool.map(|item| item, 0..5).unwrap();
    assert_eq!(pool.queued(), 5);
    drop(gate);
    assert_eq!(results.map(Result::unwrap).sum::<u32>(), 10);
}

#[test]
fn whoever_leaves_cancels_the_rest() {
    let (pool, gate) = busy_pool();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    drop(pool.map(move |()| counted.fetch_add(1, Relaxed), [(); 5]).unwrap());
    drop(gate);
    drop(pool);
    assert_eq!(runs.load(Relaxed), 0);
}

#[test]
fn an_error_cancels_the_rest() {
    let (pool, gate) = busy_pool();
    let runs = Arc::new(AtomicU32::new(0));
    let (opens, opened) = channel::<()>();
    let opened = std::sync::Mutex::new(opened);
    let task = {
        let runs = Arc::clone(&runs);
        move |item| match item {
            0 => resume_unwind(Box::new("no paper")),
            // Keeps the worker until the error has been seen.
            1 => assert!(opened.lock().unwrap().recv().is_err()),
            _ => drop(runs.fetch_add(1, Relaxed)),
        }
    };
    let mut results = pool.map(task, 0..5).unwrap();
    drop(gate);
    assert!(matches!(results.next(), Some(Err(TaskError::Panicked(_)))));
    assert!(results.next().is_none(), "it ends after an error");
    drop(opens);
    drop(pool);
    assert_eq!(runs.load(Relaxed), 0);
}

#[test]
fn the_deadline_is_for_all_together() {
    let (pool, gate) = busy_pool();
    let mut results = pool.map_timeout(|item| item, [1, 2], Duration::ZERO).unwrap();
    assert!(matches!(results.next(), Some(Err(TaskError::TimedOut))));
    assert!(results.next().is_none());
    drop(gate);
}

#[test]
fn an_item_that_is_not_accepted_comes_back() {
    let pool = pool_of(1);
    pool.shutdown(Pending::Finish).unwrap();
    let error = pool.map(|item: String| item.len(), ["paper".to_owned()]).unwrap_err();
    assert!(matches!(&error, SubmitError::ShutDown(item) if item == "paper"));
    assert_eq!(error.to_string(), "the pool is shut down");
}
