//! How a `ThreadPool` ends.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use plainweave_pool::{
    InsideWorker, Pending, ReturnWhen, SubmitError, TaskError, ThreadPool, wait,
};

use crate::{busy_pool, pool_of};

fn count(pool: &ThreadPool, tasks: u32) -> Arc<AtomicU32> {
    let runs = Arc::new(AtomicU32::new(0));
    for _ in 0..tasks {
        let runs = Arc::clone(&runs);
        pool.submit(move || runs.fetch_add(1, Relaxed)).expect("the pool is open");
    }
    runs
}

#[test]
fn after_a_shutdown_tasks_are_handed_back() {
    let pool = pool_of(2);
    pool.shutdown(Pending::Finish).unwrap();
    let error = pool.submit(|| "the task").unwrap_err();
    assert!(matches!(error, SubmitError::ShutDown(_)));
    assert_eq!(format!("{error:?}"), "ShutDown(..)");
    assert_eq!(error.into_task()(), "the task");
}

#[test]
fn a_shutdown_finishes_what_was_accepted() {
    let (pool, gate) = busy_pool();
    let runs = count(&pool, 20);
    thread::scope(|scope| {
        let ending = scope.spawn(|| pool.shutdown(Pending::Finish));
        drop(gate);
        ending.join().unwrap().unwrap();
    });
    assert_eq!((runs.load(Relaxed), pool.workers(), pool.queued()), (20, 0, 0));
}

#[test]
fn a_shutdown_may_cancel_what_has_not_begun() {
    let (pool, gate) = busy_pool();
    let pending =
        [(); 5].map(|()| pool.submit::<_, ()>(|| unreachable!("it is cancelled")).unwrap());
    let by_hand = pool.submit::<_, ()>(|| unreachable!("it is cancelled")).unwrap();
    by_hand.cancel();
    pool.close(Pending::Cancel);
    assert!(pending.iter().all(plainweave_pool::Future::is_cancelled));
    assert_eq!(wait(&pending, ReturnWhen::AllCompleted).done.len(), 5, "nobody waits for ever");
    assert_eq!(wait([&by_hand], ReturnWhen::AllCompleted).done.len(), 1);
    assert!(matches!(pending[0].take_result(), Err(TaskError::Cancelled)));
    drop(gate);
    pool.shutdown(Pending::Finish).unwrap();
}

#[test]
fn shutting_down_again_is_no_error() {
    let pool = pool_of(2);
    let runs = count(&pool, 10);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                pool.shutdown(Pending::Finish).unwrap();
                assert_eq!((runs.load(Relaxed), pool.workers()), (10, 0), "each of them waits");
            });
        }
    });
    pool.close(Pending::Cancel);
    pool.shutdown(Pending::Cancel).unwrap();
    ThreadPool::new().shutdown(Pending::Finish).expect("there never was a worker");
}

#[test]
fn closing_does_not_wait() {
    let (pool, gate) = busy_pool();
    let runs = count(&pool, 5);
    pool.close(Pending::Finish);
    assert!(pool.submit(|| ()).is_err());
    assert_eq!(runs.load(Relaxed), 0);
    drop(gate);
    pool.shutdown(Pending::Finish).unwrap();
    assert_eq!(runs.load(Relaxed), 5);
}

#[test]
fn dropping_a_pool_finishes_its_queue() {
    let (pool, gate) = busy_pool();
    let runs = count(&pool, 20);
    drop(gate);
    drop(pool);
    assert_eq!(runs.load(Relaxed), 20);
}

#[test]
fn a_detached_pool_finishes_its_queue_by_itself() {
    let (pool, gate) = busy_pool();
    let (sender, receiver) = channel();
    pool.submit(move || sender.send(7)).unwrap();
    pool.detach();
    drop(gate);
    assert_eq!(receiver.recv(), Ok(7));
}

#[test]
fn a_worker_cannot_wait_for_itself() {
    let pool = Arc::new(pool_of(2));
    let inner = Arc::clone(&pool);
    let task = pool.submit(move || inner.shutdown(Pending::Finish)).unwrap();
    assert_eq!(task.take_result().unwrap(), Err(InsideWorker));
    assert!(matches!(pool.submit(|| ()), Err(SubmitError::ShutDown(_))), "it is shut down");
    pool.shutdown(Pending::Finish).unwrap();
    assert_eq!(pool.workers(), 0);
}

#[test]
fn the_last_handle_may_be_dropped_inside_of_a_task() {
    let (pool, gate) = busy_pool();
    let (sender, receiver) = channel();
    let pool = Arc::new(pool);
    let mine = Arc::clone(&pool);
    pool.submit(move || drop(mine)).unwrap();
    pool.submit(move || sender.send(7)).unwrap();
    drop(pool);
    drop(gate);
    assert_eq!(receiver.recv(), Ok(7), "the queue is finished without anybody waiting");
}

/// Drops what it has as the last thing that its thread does.
struct AtTheEnd<T>(T);

thread_local! {
    static AT_THE_END: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

impl<T: 'static> AtTheEnd<T> {
    fn keep(self) {
        AT_THE_END.set(Some(Box::new(self.0)));
    }
}

#[test]
fn after_a_shutdown_the_threads_are_gone() {
    struct Slow(Arc<AtomicU32>);
    impl Drop for Slow {
        fn drop(&mut self) {
            // So that whoever does not wait for it is faster.
            (0..1_000).for_each(|_| thread::yield_now());
            self.0.fetch_add(1, Relaxed);
        }
    }
    let (pool, gone) = (pool_of(1), Arc::new(AtomicU32::new(0)));
    let slow = Slow(Arc::clone(&gone));
    pool.submit(move || AtTheEnd(slow).keep()).unwrap();
    pool.shutdown(Pending::Finish).unwrap();
    assert_eq!(gone.load(Relaxed), 1, "all that the worker kept is gone, too");
}

#[test]
fn the_last_handle_may_go_with_a_worker_that_has_left() {
    struct Last(Option<ThreadPool>, Sender<usize>);
    impl Drop for Last {
        fn drop(&mut self) {
            let pool = self.0.take().expect("it is dropped once");
            self.1.send(pool.workers()).expect("somebody listens");
            drop(pool);
        }
    }
    let (pool, (sender, receiver)) = (pool_of(1), channel());
    let (hands_over, handed_over) = channel();
    pool.submit(move || AtTheEnd(handed_over.recv()).keep()).unwrap();
    pool.close(Pending::Finish);
    hands_over.send(Last(Some(pool), sender.clone())).expect("somebody listens");
    assert_eq!(receiver.recv(), Ok(0), "it has left");
    drop(sender);
    assert!(receiver.recv().is_err(), "it does not wait for itself");
}

#[test]
fn a_future_outlives_its_pool() {
    let future = pool_of(1).submit(|| 7).unwrap();
    assert_eq!(future.take_result().unwrap(), 7);
}
