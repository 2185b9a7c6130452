//! `JoinableQueue`: what is unfinished, and those who wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use plainweave_sync::{
    GetError, JoinableQueue, LifoQueue, Native, PriorityQueue, Queue, QueueKind, Shutdown,
    TimedOut, TooManyTaskDone,
};

use super::Joinable;
use crate::{FOR_EVER, PAST, elsewhere};

/// The same tests over each kind.
macro_rules! over_each_kind {
    ($($test:ident)*) => {
        mod fifo {
            $(#[test] fn $test() { super::$test(|| plainweave_sync::Queue::new()); })*
        }
        mod bounded {
            $(#[test] fn $test() { super::$test(|| plainweave_sync::Queue::bounded(8)); })*
        }
        mod lifo {
            $(#[test] fn $test() { super::$test(|| plainweave_sync::LifoQueue::new()); })*
        }
        mod priority {
            $(#[test] fn $test() { super::$test(|| plainweave_sync::PriorityQueue::new()); })*
        }
    };
}

over_each_kind! {
    with_nothing_unfinished_a_join_returns
    with_something_unfinished_a_join_does_not
    one_too_many_is_refused
    a_get_alone_finishes_nothing
    a_dropped_task_is_done
    a_forgotten_one_is_not
    a_panicking_worker_leaves_nobody_waiting
    a_task_marked_done_by_hand_is_dropped_silently
    all_who_join_are_woken
    a_join_waits_for_what_a_task_puts
    an_immediate_shutdown_finishes_what_comes_back
    nor_is_it_counted_twice
    a_drained_queue_is_joined
    a_queue_is_joined_again_and_again
}

trait Kind: QueueKind<u32, Native> + Sync {}

impl<Q: QueueKind<u32, Native> + Sync> Kind for Q {}

fn joinable<Q: Kind>(make: impl Fn() -> Q, items: u32) -> Joinable<u32, Q> {
    let queue = Joinable::over(make());
    for number in 0..items {
        queue.put(number).unwrap();
    }
    queue
}

fn with_nothing_unfinished_a_join_returns<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 0);
    queue.join();
    assert_eq!(queue.join_timeout(Duration::ZERO), Ok(()));
    assert_eq!(queue.join_timeout(FOR_EVER), Ok(()));
    assert_eq!(queue.join_until(PAST), Ok(()));
    assert_eq!(queue.unfinished(), 0);
}

fn with_something_unfinished_a_join_does_not<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 1);
    let refuses = || {
        assert_eq!(queue.join_timeout(Duration::ZERO), Err(TimedOut));
        assert_eq!(queue.join_until(PAST), Err(TimedOut));
        assert_eq!(queue.unfinished(), 1);
    };
    refuses();
    elsewhere(refuses);
    let task = queue.get_task().unwrap();
    refuses();
    drop(task);
    queue.join();
}

fn one_too_many_is_refused<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 0);
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));
    for number in 0..5 {
        queue.put(number).unwrap();
    }
    for left in (0..5).rev() {
        assert_eq!(queue.task_done(), Ok(()), "not even got, as in Python");
        assert_eq!(queue.unfinished(), left);
    }
    for _ in 0..2 {
        assert_eq!(queue.task_done(), Err(TooManyTaskDone));
        assert_eq!(elsewhere(|| queue.task_done()), Err(TooManyTaskDone));
        assert_eq!((queue.unfinished(), queue.len()), (0, 5));
    }
    queue.put(5).unwrap();
    assert_eq!(elsewhere(|| queue.task_done()), Ok(()), "any thread may say so");
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));
    assert!(TooManyTaskDone.to_string().contains("once for each item"));
}

fn a_get_alone_finishes_nothing<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 3);
    assert_eq!(queue.try_iter().count(), 3);
    assert_eq!((queue.len(), queue.unfinished()), (0, 3));
    assert_eq!(queue.join_until(PAST), Err(TimedOut));
}

fn a_dropped_task_is_done<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 5);
    drop(queue.get_task().unwrap());
    drop(queue.try_get_task().unwrap());
    drop(queue.get_task_timeout(Duration::ZERO).unwrap());
    drop(queue.get_task_until(PAST).unwrap());
    assert_eq!(queue.unfinished(), 1);
    let mut task = queue.get_task().unwrap();
    *task += 100;
    assert!((100..105).contains(&*task));
    assert_eq!(format!("{task:?}"), format!("Task({})", *task));
    assert_eq!(queue.unfinished(), 1);
    let number = elsewhere(|| task.into_inner());
    assert!(number >= 100);
    assert_eq!(queue.unfinished(), 0);
    assert_eq!(queue.try_get_task().unwrap_err(), GetError::Empty);
    assert_eq!(queue.get_task_timeout(Duration::ZERO).unwrap_err(), GetError::TimedOut);
    assert_eq!(queue.get_task_until(PAST).unwrap_err(), GetError::TimedOut);
}

fn a_forgotten_one_is_not<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 1);
    assert_eq!(queue.get_task().unwrap().forget(), 0);
    assert_eq!(queue.unfinished(), 1);
    queue.task_done().unwrap();
    queue.join();
}

fn a_panicking_worker_leaves_nobody_waiting<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 1);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _task = queue.get_task();
        resume_unwind(Box::new("quietly"));
    }));
    assert!(panic.is_err());
    queue.join();
}

fn a_task_marked_done_by_hand_is_dropped_silently<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 1);
    let task = queue.get_task().unwrap();
    queue.task_done().unwrap();
    drop(task);
    assert_eq!(queue.unfinished(), 0);
}

fn all_who_join_are_woken<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 2);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| queue.join());
            scope.spawn(|| assert_eq!(queue.join_timeout(FOR_EVER), Ok(())));
            scope.spawn(|| queue.join_until(PAST));
        }
        for _ in 0..2 {
            scope.spawn(|| drop(queue.get_task().unwrap()));
        }
    });
}

fn a_join_waits_for_what_a_task_puts<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 1);
    let done = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for task in queue.tasks() {
                    if *task < 20 {
                        queue.put(*task + 1).unwrap();
                    }
                    done.fetch_add(1, Relaxed);
                }
            });
        }
        queue.join();
        assert_eq!(done.load(Relaxed), 21);
        queue.shutdown(Shutdown::Drain);
    });
}

fn an_immediate_shutdown_finishes_what_comes_back<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 4);
    let task = queue.get_task().unwrap();
    thread::scope(|scope| {
        let join = scope.spawn(|| queue.join());
        assert_eq!(queue.shutdown(Shutdown::Immediate).len(), 3);
        assert_eq!(queue.unfinished(), 1);
        assert_eq!(queue.join_until(PAST), Err(TimedOut), "what was got is waited for");
        assert!(!join.is_finished());
        drop(task);
    });
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));

    let queue = joinable(Queue::new, 4);
    thread::scope(|scope| {
        scope.spawn(|| queue.join());
        assert_eq!(queue.shutdown(Shutdown::Immediate).len(), 4);
    });
}

/// Not below 0, as in Python.
fn nor_is_it_counted_twice<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 3);
    queue.task_done().unwrap();
    queue.task_done().unwrap();
    assert_eq!(queue.shutdown(Shutdown::Immediate).len(), 3);
    assert_eq!(queue.unfinished(), 0);
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));
}

fn a_drained_queue_is_joined<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 3);
    assert!(queue.shutdown(Shutdown::Drain).is_empty());
    assert_eq!(queue.unfinished(), 3);
    assert_eq!(queue.tasks().count(), 3);
    queue.join();
    assert_eq!(queue.get_task().unwrap_err(), GetError::ShutDown);
}

fn a_queue_is_joined_again_and_again<Q: Kind>(make: impl Fn() -> Q) {
    let queue = joinable(make, 0);
    let done = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _task in queue.tasks() {
                    done.fetch_add(1, Relaxed);
                }
            });
        }
        for round in 1..=50 {
            for number in 0..4 {
                queue.put(number).unwrap();
            }
            queue.join();
            assert_eq!(done.load(Relaxed), 4 * round, "all of this round");
        }
        queue.shutdown(Shutdown::Drain);
    });
}

#[test]
fn items_put_before_it_was_made_joinable_are_unfinished() {
    let fifo = Queue::new();
    let lifo = LifoQueue::new();
    let priority = PriorityQueue::new();
    for number in 0..3 {
        fifo.put(number).unwrap();
        lifo.put(number).unwrap();
        priority.put(number).unwrap();
    }
    fifo.get().unwrap();
    lifo.get().unwrap();
    priority.get().unwrap();
    assert_eq!(has_two(&JoinableQueue::over(fifo)), [1, 2]);
    assert_eq!(has_two(&JoinableQueue::over(lifo)), [1, 0]);
    assert_eq!(has_two(&JoinableQueue::over(priority)), [1, 2]);
}

fn has_two<Q: Kind>(queue: &Joinable<u32, Q>) -> Vec<u32> {
    assert_eq!((queue.len(), queue.unfinished()), (2, 2));
    let items = queue.try_iter().collect();
    assert_eq!([queue.task_done(), queue.task_done()], [Ok(()); 2]);
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));
    queue.join();
    items
}

/// A destructor that a join must have seen.
#[test]
fn an_item_is_dropped_before_it_is_done() {
    struct Item<'a>(&'a AtomicU32);

    impl Drop for Item<'_> {
        fn drop(&mut self) {
            for _ in 0..10 {
                thread::yield_now();
            }
            self.0.fetch_add(1, Relaxed);
        }
    }

    let dropped = AtomicU32::new(0);
    let queue = JoinableQueue::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| queue.tasks().for_each(drop));
        }
        for round in 1..=10 {
            queue.put(Item(&dropped)).unwrap();
            queue.join();
            assert_eq!(dropped.load(Relaxed), round);
        }
        queue.shutdown(Shutdown::Drain);
    });
}

/// The item's destructor panics; the task is done nevertheless.
#[test]
fn a_panicking_destructor_leaves_nobody_waiting() {
    struct Item;

    impl Drop for Item {
        fn drop(&mut self) {
            resume_unwind(Box::new("quietly"));
        }
    }

    let queue = JoinableQueue::new();
    queue.put(Item).unwrap();
    let task = queue.get_task().unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(task))).is_err());
    queue.join();
}
