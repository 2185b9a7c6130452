//! `ThreadPool` on a system that has no more threads to give.

use std::io;
use std::sync::mpsc::channel;

use plainweave_pool::{Builder, Pending, SubmitError, ThreadPool};

use crate::scarce::{Scarce, leave_threads};

fn pool_with(threads: u32) -> ThreadPool<Scarce> {
    leave_threads(threads);
    Builder::new().max_workers(2).build_in().expect("there may be workers")
}

#[test]
fn without_any_worker_the_task_is_handed_back() {
    let pool = pool_with(0);
    let error = pool.submit(|| 7).unwrap_err();
    assert!(matches!(&error, SubmitError::NoThread { source, .. }
        if source.kind() == io::ErrorKind::WouldBlock));
    assert_eq!(error.into_task()(), 7);
    assert_eq!((pool.workers(), pool.queued()), (0, 0));
    leave_threads(1);
    assert_eq!(pool.submit(|| 8).unwrap().take_result().unwrap(), 8, "once there is a thread");
    pool.shutdown(Pending::Finish).unwrap();
}

#[test]
fn those_who_are_there_come_for_what_no_thread_is_there_for() {
    let pool = pool_with(1);
    let ((opens, opened), (begins, begun)) = (channel::<()>(), channel());
    let first = move || begins.send(()).is_ok() && opened.recv().is_err();
    let first = pool.submit(first).unwrap();
    begun.recv().unwrap();
    let second = pool.submit(|| 2).unwrap();
    assert_eq!((pool.workers(), pool.queued()), (1, 1));
    drop(opens);
    assert!(first.take_result().unwrap());
    assert_eq!(second.take_result().unwrap(), 2);
}
