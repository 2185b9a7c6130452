//! Many tasks at once, and sums that must come out, on the real machine with its weak memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use plainweave_pool::{
    Builder, Future, Pending, Promise, ReturnWhen, TaskError, ThreadPool, as_completed, wait,
    wait_timeout,
};

const WORKERS: [usize; 4] = [1, 2, 4, 8];

/// Long enough to fall asleep, short enough to time out now and then.
const MOMENT: Duration = Duration::from_micros(20);

fn pool_of(workers: usize) -> ThreadPool {
    Builder::new().max_workers(workers).build().expect("there may be workers")
}

#[test]
fn no_task_is_lost_or_run_twice() {
    const TASKS: u32 = 2_000;
    for workers in WORKERS {
        let (pool, runs) = (pool_of(workers), Arc::new(AtomicU32::new(0)));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let futures: Vec<Future<u32>> = (0..TASKS)
                        .map(|n| {
                            let runs = Arc::clone(&runs);
                            let task = move || {
                                runs.fetch_add(1, Relaxed);
                                n
                            };
                            pool.submit(task).expect("the pool is open")
                        })
                        .collect();
                    for (n, future) in (0..).zip(futures) {
                        assert_eq!(future.take_result().expect("nothing goes wrong"), n);
                    }
                });
            }
        });
        assert_eq!(runs.load(Relaxed), 3 * TASKS);
    }
}

#[test]
fn round_trips_do_not_hang() {
    for workers in WORKERS {
        let pool = pool_of(workers);
        for n in 0..3_000_u32 {
            let future = pool.submit(move || n).expect("the pool is open");
            assert_eq!(future.take_result().expect("nothing goes wrong"), n);
        }
    }
}

/// Cancellations race with workers, and callbacks with both; each task has one end, and each callback
/// one run.
#[test]
fn each_task_has_one_end_and_each_callback_one_run() {
    const TASKS: u32 = 2_000;
    for workers in WORKERS {
        let pool = pool_of(workers);
        let (runs, calls) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let mut cancelled = 0;
        let futures: Vec<Future<u32>> = (0..TASKS)
            .map(|_| {
                let runs = Arc::clone(&runs);
                pool.submit(move || runs.fetch_add(1, Relaxed)).expect("the pool is open")
            })
            .collect();
        thread::scope(|scope| {
            scope.spawn(|| {
                for future in &futures {
                    for _ in 0..2 {
                        let calls = Arc::clone(&calls);
                        future.add_done_callback(move |future| {
                            assert!(future.is_done());
                            calls.fetch_add(1, Relaxed);
                        });
                    }
                }
            });
            let cancelling = scope.spawn(|| {
                let from_the_back = futures.iter().rev().step_by(3);
                from_the_back.filter(|future| future.cancel()).count()
            });
            cancelled = u32::try_from(cancelling.join().expect("no panic")).expect("a few");
        });
        pool.shutdown(Pending::Finish).expect("this is no worker");
        assert_eq!(runs.load(Relaxed) + cancelled, TASKS);
        assert_eq!(calls.load(Relaxed), 2 * TASKS);
        for future in futures {
            let result = future.take_result();
            assert_eq!(future.is_cancelled(), matches!(result, Err(TaskError::Cancelled)));
        }
    }
}

/// Several threads wait for the same futures, and give up now and then.
#[test]
fn waits_that_give_up_disturb_no_others() {
    for _ in 0..200 {
        let promises: Vec<Promise<u32>> = (0..6).map(|_| Promise::new()).collect();
        let futures: Vec<Future<u32>> = promises.iter().map(Promise::future).collect();
        thread::scope(|scope| {
            for when in [ReturnWhen::AllCompleted, ReturnWhen::FirstCompleted] {
                let futures = &futures;
                scope.spawn(
                    move || {
                        while !wait_timeout(futures, when, MOMENT).not_done.is_empty() {}
                    },
                );
            }
            scope.spawn(|| assert_eq!(wait(&futures, ReturnWhen::AllCompleted).done.len(), 6));
            scope.spawn(|| assert_eq!(as_completed(&futures).count(), 6));
            for promise in promises {
                scope.spawn(move || promise.set_result(1).expect("nobody cancels it"));
            }
        });
    }
}

/// Each task that is accepted while the pool is shut down has run when the shutdown is over.
#[test]
fn a_shutdown_loses_nothing_that_was_accepted() {
    for round in 0..300_usize {
        let (pool, runs) = (pool_of(1 + round % 4), Arc::new(AtomicU32::new(0)));
        let accepted = thread::scope(|scope| {
            let submitting = scope.spawn(|| {
                let mut accepted = 0;
                for _ in 0..100 {
                    let runs = Arc::clone(&runs);
                    if pool.submit(move || runs.fetch_add(1, Relaxed)).is_err() {
                        break;
                    }
                    accepted += 1;
                }
                accepted
            });
            pool.shutdown(Pending::Finish).expect("this is no worker");
            let by_then = runs.load(Relaxed);
            let accepted = submitting.join().expect("no panic");
            assert_eq!(by_then, accepted, "run when the shutdown was over");
            accepted
        });
        assert_eq!(runs.load(Relaxed), accepted);
        assert_eq!(pool.workers(), 0);
    }
}

/// Tasks that wait for tasks: never a false alarm while somebody can run, and never a deadlock.
#[test]
fn nested_tasks_come_to_their_end() {
    for workers in [1, 2, 3] {
        let pool = Arc::new(pool_of(workers));
        for _ in 0..200 {
            let outer: Vec<_> = (0..workers)
                .map(|_| {
                    let inner = Arc::clone(&pool);
                    pool.submit(move || inner.submit(|| 1_u32).expect("it is open").take_result())
                        .expect("it is open")
                })
                .collect();
            let told = outer
                .into_iter()
                .filter(|outer| match outer.take_result().expect("it comes to its end") {
                    Ok(one) => one != 1,
                    Err(error) => {
                        assert!(matches!(error, TaskError::WouldDeadlock));
                        true
                    }
                })
                .count();
            assert!(told <= 1, "one is enough, and only if all of them wait");
        }
    }
}
