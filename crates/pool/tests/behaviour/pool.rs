//! `ThreadPool`, but for its end: that is in `shutdown`.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use plainweave_pool::{
    Builder, NoWorkers, Pending, SubmitError, TaskError, ThreadPool, as_completed_until,
};

use crate::{Explosive, Gate, PAST, busy_pool, keep_busy, pool_of, until, wait_at};

#[test]
fn by_default_there_are_as_many_workers_as_in_python() {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    assert_eq!(ThreadPool::new().max_workers(), (processors + 4).min(32));
    assert_eq!(ThreadPool::default().workers(), 0, "none before there is something to do");
}

#[test]
fn a_pool_without_workers_cannot_be_had() {
    assert_eq!(Builder::new().max_workers(0).build().err(), Some(NoWorkers));
    assert_eq!(NoWorkers.to_string(), "a pool needs at least one worker");
}

#[test]
fn workers_come_on_demand_and_stay() {
    let pool = pool_of(3);
    let gates: Vec<Gate> = (1..=3)
        .map(|busy| {
            let gate = keep_busy(&pool);
            assert_eq!(pool.workers(), busy);
            gate
        })
        .collect();
    let fourth = pool.submit(|| 4).unwrap();
    assert_eq!((pool.workers(), pool.queued()), (3, 1), "there may be no more");
    drop(gates);
    assert_eq!(fourth.take_result().unwrap(), 4);
    until(|| pool.idle_workers() == 3);
    for _ in 0..20 {
        assert_eq!(pool.submit(|| 5).unwrap().take_result().unwrap(), 5);
        until(|| pool.idle_workers() == 3);
    }
    assert_eq!(pool.workers(), 3);
}

#[test]
fn an_idle_worker_is_used_before_another_one_is_started() {
    let pool = pool_of(8);
    for _ in 0..50 {
        pool.submit(|| ()).unwrap().take_result().unwrap();
        until(|| pool.idle_workers() == 1);
    }
    assert_eq!(pool.workers(), 1);
}

#[test]
fn two_tasks_at_once_do_not_share_one_idle_worker() {
    let pool = pool_of(2);
    pool.submit(|| ()).unwrap().take_result().unwrap();
    until(|| pool.idle_workers() == 1);
    let meeting = Arc::new(Barrier::new(2));
    let tasks = [(); 2].map(|()| {
        let meeting = Arc::clone(&meeting);
        pool.submit(move || meeting.wait().is_leader()).unwrap()
    });
    let leaders = tasks.map(|task| task.take_result().unwrap());
    assert_eq!(leaders.iter().filter(|leads| **leads).count(), 1);
}

#[test]
fn tasks_are_begun_in_the_order_in_which_they_came() {
    let (pool, gate) = busy_pool();
    let log = Arc::new(Mutex::new(Vec::new()));
    for n in 0..100 {
        let log = Arc::clone(&log);
        pool.submit(move || log.lock().unwrap().push(n)).unwrap();
    }
    drop(gate);
    drop(pool);
    assert_eq!(*log.lock().unwrap(), (0..100).collect::<Vec<_>>());
}

#[test]
fn workers_have_names() {
    let pool = Builder::new().max_workers(2).name_prefix("printer").build().unwrap();
    let meeting = Arc::new(Barrier::new(2));
    let names = [(); 2].map(|()| {
        let meeting = Arc::clone(&meeting);
        pool.submit(move || {
            meeting.wait();
            thread::current().name().map(str::to_owned)
        })
        .unwrap()
    });
    let names: BTreeSet<_> = names.map(|name| name.take_result().unwrap().unwrap()).into();
    assert_eq!(names, BTreeSet::from(["printer-0".to_owned(), "printer-1".to_owned()]));
}

#[test]
fn a_worker_survives_the_panic_of_a_task() {
    let pool = pool_of(1);
    for _ in 0..10 {
        let task = pool.submit::<_, ()>(|| resume_unwind(Box::new("no paper"))).unwrap();
        assert!(matches!(task.take_result(), Err(TaskError::Panicked(_))));
    }
    assert_eq!(pool.submit(|| 1).unwrap().take_result().unwrap(), 1);
    assert_eq!(pool.workers(), 1);
}

/// A task that has taken something along whose destructor panics.
fn explosive_task() -> impl FnOnce() + Send {
    let explosive = Explosive;
    move || drop(explosive)
}

#[test]
fn a_worker_survives_the_destructors_of_what_nobody_wants() {
    let (pool, gate) = busy_pool();
    drop(pool.submit(|| Explosive).unwrap());
    let cancelled = pool.submit(explosive_task()).unwrap();
    cancelled.cancel();
    drop(gate);
    assert_eq!(pool.submit(|| 1).unwrap().take_result().unwrap(), 1);
    assert_eq!(pool.workers(), 1);
}

#[test]
fn whoever_waits_is_told_whatever_a_destructor_does() {
    let (reports, reported) = channel();
    let reports = Mutex::new(reports);
    let builder = Builder::new().max_workers(1).on_panic(move |panic| {
        reports.lock().unwrap().send(panic.message().map(str::to_owned)).unwrap();
    });
    let pool = builder.build().unwrap();
    let gate = keep_busy(&pool);
    let cancelled = pool.submit(explosive_task()).unwrap();
    let completed = as_completed_until([&cancelled], PAST);
    cancelled.cancel();
    drop(gate);
    pool.shutdown(Pending::Finish).unwrap();
    let completed: Vec<_> = completed.collect::<Result<_, _>>().expect("it has been come across");
    assert!(completed[0].is_same(&cancelled));
    assert_eq!(reported.recv().unwrap().as_deref(), Some("boom"));
}

/// An initializer that does this once the gate opens.
fn behind_a_gate(then: impl Fn() + Send + Sync) -> (Gate, impl Fn() + Send + Sync) {
    let (opens, opened) = channel();
    let opened = Mutex::new(opened);
    let initialize = move || {
        wait_at(&opened.lock().expect("who waits here does not panic"));
        then();
    };
    (Gate(opens), initialize)
}

#[test]
fn a_pool_that_breaks_gives_up_all_tasks_whatever_their_destructors_do() {
    let (gate, initialize) = behind_a_gate(|| resume_unwind(Box::new("no paper")));
    let pool = Builder::new().max_workers(1).initializer(initialize).build().unwrap();
    let pending = [(); 3].map(|()| pool.submit(explosive_task()).unwrap());
    drop(gate);
    pool.shutdown(Pending::Finish).expect("no worker has come to grief");
    for task in pending {
        assert!(matches!(task.result_until(PAST), Err(TaskError::Broken)));
    }
}

/// Even when the panic of a destructor carries something whose destructor panics.
#[test]
fn a_pool_that_breaks_lets_all_workers_go_whatever_a_panic_carries() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new(Explosive));
        }
    }
    let (gate, initialize) = behind_a_gate(|| drop(Bomb));
    let pool = Builder::new().max_workers(1).initializer(initialize).build().unwrap();
    let bombs = [(); 2].map(|()| Bomb);
    let pending = bombs.map(|bomb| pool.submit(move || drop(bomb)).unwrap());
    drop(gate);
    for task in pending {
        assert!(matches!(task.take_result(), Err(TaskError::Broken)));
    }
    pool.shutdown(Pending::Finish).expect("no worker has come to grief");
    assert_eq!(pool.workers(), 0);
}

#[test]
fn idle_workers_of_a_pool_that_breaks_leave() {
    let (gate, fail) = behind_a_gate(|| resume_unwind(Box::new("no paper")));
    let is_first = AtomicBool::new(true);
    let initialize = move || {
        if !is_first.swap(false, Relaxed) {
            fail();
        }
    };
    let pool = Builder::new().max_workers(2).initializer(initialize).build().unwrap();
    let busy = keep_busy(&pool);
    let task = pool.submit(|| 1).unwrap();
    assert_eq!(pool.workers(), 2, "the second one is at its initializer");
    drop(busy);
    assert_eq!(task.take_result().unwrap(), 1);
    until(|| pool.idle_workers() == 1);
    drop(gate);
    until(|| pool.workers() == 0);
    assert!(matches!(pool.submit(|| ()), Err(SubmitError::Broken(_))));
    pool.shutdown(Pending::Finish).unwrap();
}

#[test]
fn a_shutdown_cancels_all_tasks_whatever_their_destructors_do() {
    let (pool, gate) = busy_pool();
    let pending = [(); 3].map(|()| pool.submit(explosive_task()).unwrap());
    pool.close(Pending::Cancel);
    drop(gate);
    for task in pending {
        assert!(task.is_cancelled());
    }
}

#[test]
fn each_worker_is_initialized_first() {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let pool = Builder::new()
        .max_workers(1)
        .initializer(move || sender.lock().unwrap().send(thread::current().id()).unwrap())
        .build()
        .unwrap();
    let worker = pool.submit(|| thread::current().id()).unwrap().take_result().unwrap();
    pool.submit(|| ()).unwrap().take_result().unwrap();
    drop(pool);
    assert_eq!(receiver.iter().collect::<Vec<_>>(), [worker]);
}

#[test]
fn a_panic_of_the_initializer_breaks_the_pool() {
    let (reports, reported) = channel();
    let reports = Mutex::new(reports);
    let (gate, initialize) = behind_a_gate(|| resume_unwind(Box::new("no paper")));
    let pool = Builder::new()
        .max_workers(1)
        .initializer(initialize)
        .on_panic(move |panic| {
            reports.lock().unwrap().send(panic.message().map(str::to_owned)).unwrap();
        })
        .build()
        .unwrap();
    let pending = [(); 3].map(|()| pool.submit(|| ()).unwrap());
    drop(gate);
    for task in pending {
        assert!(matches!(task.take_result(), Err(TaskError::Broken)));
    }
    let error = pool.submit(|| 7).unwrap_err();
    assert!(matches!(&error, SubmitError::Broken(_)));
    assert_eq!(error.into_task()(), 7, "the task is handed back");
    assert_eq!(reported.recv().unwrap().as_deref(), Some("no paper"));
    pool.shutdown(Pending::Finish).unwrap();
    assert_eq!(pool.workers(), 0);
}

#[test]
fn a_pool_whose_workers_would_all_wait_is_told() {
    let pool = Arc::new(pool_of(1));
    let inner = Arc::clone(&pool);
    let outer = pool.submit(move || inner.submit(|| 1).unwrap().take_result()).unwrap();
    assert!(matches!(outer.take_result().unwrap(), Err(TaskError::WouldDeadlock)));
    assert_eq!(pool.submit(|| 2).unwrap().take_result().unwrap(), 2, "the pool goes on");
}

#[test]
fn whoever_waits_with_a_deadline_is_not_stuck() {
    let pool = Arc::new(pool_of(1));
    let inner = Arc::clone(&pool);
    let outer = pool.submit(move || inner.submit(|| 1).unwrap().take_result_until(crate::PAST));
    assert!(matches!(outer.unwrap().take_result().unwrap(), Err(TaskError::TimedOut)));
}

#[test]
fn a_worker_may_wait_while_another_one_can_run() {
    let pool = Arc::new(pool_of(2));
    for _ in 0..50 {
        let inner = Arc::clone(&pool);
        let outer = pool.submit(move || inner.submit(|| 1).unwrap().take_result()).unwrap();
        assert_eq!(outer.take_result().unwrap().unwrap(), 1);
    }
}

#[test]
fn a_worker_may_wait_for_another_pool() {
    let (pool, other) = (pool_of(1), Arc::new(pool_of(1)));
    let outer = pool.submit(move || other.submit(|| 1).unwrap().take_result()).unwrap();
    assert_eq!(outer.take_result().unwrap().unwrap(), 1);
}

#[test]
fn a_pool_says_how_it_is() {
    let (pool, gate) = busy_pool();
    assert_eq!(format!("{pool:?}"), "ThreadPool { max_workers: 1, workers: 1, idle: 0, .. }");
    drop(gate);
}
