//! `Future::add_done_callback`.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::thread;

use plainweave_pool::{Builder, Future, Promise, TaskError};

use crate::{Explosive, busy_pool, pool_of};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn write(&self, line: impl Into<String>) {
        self.0.lock().expect("no panic").push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }

    /// Has this line written when the future is done.
    fn on(&self, future: &Future<u32>, line: &'static str) {
        let log = self.clone();
        future.add_done_callback(move |_| log.write(line));
    }
}

#[test]
fn callbacks_run_in_the_order_in_which_they_were_added() {
    let (promise, log) = (Promise::new(), Log::default());
    for line in ["one", "two", "three"] {
        log.on(&promise.future(), line);
    }
    assert!(log.lines().is_empty());
    promise.set_result(1).unwrap();
    assert_eq!(log.lines(), ["one", "two", "three"]);
}

#[test]
fn a_callback_that_comes_late_runs_here_and_now() {
    let (promise, log) = (Promise::new(), Log::default());
    let future = promise.future();
    promise.set_result(1).unwrap();
    let me = thread::current().id();
    let writer = log.clone();
    future.add_done_callback(move |_| writer.write(format!("{}", thread::current().id() == me)));
    assert_eq!(log.lines(), ["true"]);
}

#[test]
fn callbacks_run_in_the_thread_that_ends_the_task() {
    let (promise, log) = (Promise::new(), Log::default());
    let future = promise.future();
    let writer = log.clone();
    future.add_done_callback(move |_| writer.write(thread::current().name().unwrap_or_default()));
    let keeper = thread::Builder::new().name("keeper".into());
    keeper.spawn(move || promise.set_result(1).unwrap()).unwrap().join().unwrap();
    assert_eq!(log.lines(), ["keeper"]);
}

#[test]
fn callbacks_of_a_task_run_in_its_worker() {
    let (log, pool) = (Log::default(), Builder::new().name_prefix("printer").build().unwrap());
    let (opens, opened) = std::sync::mpsc::channel::<()>();
    let future = pool.submit(move || opened.recv().is_err()).unwrap();
    let writer = log.clone();
    future.add_done_callback(move |_| writer.write(thread::current().name().unwrap_or_default()));
    drop(opens);
    drop(pool);
    assert_eq!(log.lines(), ["printer-0"]);
}

#[test]
fn callbacks_of_a_cancelled_task_run_in_the_canceller() {
    let (pool, gate) = busy_pool();
    let (log, future) = (Log::default(), pool.submit(|| 1).unwrap());
    let me = thread::current().id();
    let writer = log.clone();
    future.add_done_callback(move |future| {
        let here = thread::current().id() == me;
        writer.write(format!("{here} {}", matches!(future.result(), Err(TaskError::Cancelled))));
    });
    assert!(future.cancel());
    assert_eq!(log.lines(), ["true true"]);
    assert!(future.cancel());
    drop(gate);
    drop(pool);
    assert_eq!(log.lines(), ["true true"], "once, whoever comes across it");
}

#[test]
fn callbacks_are_isolated_from_each_others_panics() {
    let (promise, log) = (Promise::new(), Log::default());
    log.on(&promise.future(), "before");
    promise.future().add_done_callback(|_| resume_unwind(Box::new("whatever")));
    // Also with what panics again when it is dropped.
    promise.future().add_done_callback(|_| resume_unwind(Box::new(Explosive)));
    log.on(&promise.future(), "after");
    promise.set_result(1).unwrap();
    assert_eq!(log.lines(), ["before", "after"]);
}

#[test]
fn a_callback_that_comes_late_is_isolated_too() {
    let promise = Promise::new();
    let future = promise.future();
    promise.set_result(1).unwrap();
    future.add_done_callback(|_| resume_unwind(Box::new("whatever")));
}

#[test]
fn the_panic_of_a_callback_is_reported_to_the_hook() {
    let log = Log::default();
    let hook = log.clone();
    let pool = Builder::new()
        .max_workers(1)
        .on_panic(move |panic| {
            hook.write(panic.message().unwrap_or_default());
            resume_unwind(Box::new("a hook that panics is ignored"));
        })
        .build()
        .unwrap();
    let (opens, opened) = std::sync::mpsc::channel::<()>();
    let future = pool.submit(move || u32::from(opened.recv().is_err())).unwrap();
    future.add_done_callback(|_| resume_unwind(Box::new("no paper")));
    log.on(&future, "after");
    drop(opens);
    assert_eq!(pool.submit(|| 2).unwrap().take_result().unwrap(), 2, "the worker lives on");
    assert_eq!(log.lines(), ["no paper", "after"]);
}

#[test]
fn a_callback_may_use_the_future() {
    let (promise, log) = (Promise::new(), Log::default());
    let writer = log.clone();
    promise.future().add_done_callback(move |future| {
        let inner = writer.clone();
        future.add_done_callback(move |_| inner.write("inner"));
        writer.write(format!("{} {}", future.result().unwrap(), future.cancel()));
    });
    log.on(&promise.future(), "last");
    promise.set_result(7).unwrap();
    assert_eq!(log.lines(), ["inner", "7 false", "last"]);
}

#[test]
fn a_callback_may_submit_another_task() {
    let pool = Arc::new(pool_of(1));
    let (sender, receiver) = std::sync::mpsc::channel();
    let next = Arc::clone(&pool);
    pool.submit(|| 1).unwrap().add_done_callback(move |_| {
        sender.send(next.submit(|| 2).unwrap()).unwrap();
    });
    assert_eq!(receiver.recv().unwrap().take_result().unwrap(), 2);
}

#[test]
fn a_broken_promise_calls_back() {
    let (promise, log) = (Promise::<u32>::new(), Log::default());
    log.on(&promise.future(), "broken");
    drop(promise);
    assert_eq!(log.lines(), ["broken"]);
}
