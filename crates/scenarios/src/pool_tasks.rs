//! What a pool makes of its tasks: those that wait for each other, are cancelled or panic.
//!
//! ```text
//! nested-submit:  a task submits another one, and waits for it
//! cancelled:      a task is submitted and cancelled
//! panic:          a task panics, and its result is asked for
//! callbacks:      a task has two callbacks
//! ```
//!
//! *Invariants*: a task that is cancelled never runs. A panic ends its task and not its worker, and
//! reaches whoever asks for the result. Callbacks run in the order in which they were added, once each.
//!
//! A worker that waits for another task runs nothing meanwhile. If it is the only one, nobody runs what
//! it waits for. The pool finds that in a wait for a result, and says so; in a wait for the first of
//! several, or for an event that the task would set, it cannot.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use pool::{Future, Pending, ReturnWhen, TaskError, wait};
use runtime::Runtime;
use trace::FaultKind;

use crate::futures::pool_of;
use crate::tally::Tally;
use crate::{Cx, Expect, NoParams, Scenario};

/// A task of a pool with one worker waits for several others, one of them.
#[derive(Debug)]
pub struct NestedSubmit;

/// A task of a pool with one worker asks for the result of another one.
#[derive(Debug)]
pub struct NestedResult;

/// A task submits another one and does not wait for it.
#[derive(Debug)]
pub struct NestedFuture;

/// A task is cancelled.
#[derive(Debug)]
pub struct Cancelled;

/// A task panics.
#[derive(Debug)]
pub struct PanicTravels;

/// A task has callbacks.
#[derive(Debug)]
pub struct Callbacks;

impl Scenario for NestedSubmit {
    const NAME: &'static str = "pool/nested-submit";
    const STORY: &'static str = "The only worker runs a task that submits another one and waits until \
        it is done. Nobody is left to run that one.";
    const PYTHON: &'static str = include_str!("../python/pool/nested-submit.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        nested::<R>(|inner| {
            // The mistake: this is the worker that would have to run it. (A wait for any number of
            // futures is not looked through for deadlocks.)
            wait([inner], ReturnWhen::AllCompleted);
        });
    }
}

impl Scenario for NestedFuture {
    const NAME: &'static str = "pool/nested-future";
    const STORY: &'static str = "The only worker runs a task that submits another one, and whose result \
        is the future of that. It runs the other one next.";
    const PYTHON: &'static str = include_str!("../python/pool/nested-future.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        nested::<R>(|_| ());
    }
}

impl Scenario for NestedResult {
    const NAME: &'static str = "pool/nested-result";
    const STORY: &'static str = "The only worker runs a task that submits another one and asks for its \
        result. It is told that this would never end, and goes on.";
    const PYTHON: &'static str = include_str!("../python/pool/nested-result.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        nested::<R>(|inner| {
            assert!(matches!(inner.take_result(), Err(TaskError::WouldDeadlock)));
        });
    }
}

/// The only worker runs a task that submits another one, does something about it, and gives its future
/// to the main thread.
fn nested<R: Runtime>(about: fn(&Future<u32, R>)) {
    let pool = Arc::new(pool_of::<R>(1));
    let outer = {
        let pool = Arc::clone(&pool);
        move || {
            let inner = pool.submit(|| 1).expect("the pool is open");
            about(&inner);
            inner
        }
    };
    let outer = pool.submit(outer).expect("the pool is open");
    let inner = outer.take_result().expect("nothing goes wrong");
    assert_eq!(inner.take_result().expect("nothing goes wrong"), 1);
    pool.shutdown(Pending::Finish).expect("main is no worker");
}

impl Scenario for Cancelled {
    const NAME: &'static str = "pool/cancelled";
    const STORY: &'static str = "A task is cancelled right after it was submitted. Either the worker has \
        begun it, or it never runs.";
    const PYTHON: &'static str = include_str!("../python/pool/cancelled.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let (pool, runs) = (pool_of::<R>(1), Tally::default());
        let future = {
            let runs = runs.clone();
            pool.submit(move || runs.add(1)).expect("the pool is open")
        };
        let is_cancelled = future.cancel();
        R::outcome("cancelled", is_cancelled);
        drop(pool);
        assert_eq!(runs.total(), u32::from(!is_cancelled), "times that the task has run");
        assert_eq!(matches!(future.take_result(), Err(TaskError::Cancelled)), is_cancelled);
    }
}

impl Scenario for PanicTravels {
    const NAME: &'static str = "pool/panic-travels";
    const STORY: &'static str = "A task panics. Whoever asks for its result is told with what, and the \
        worker goes on with the next task.";
    const PYTHON: &'static str = include_str!("../python/pool/panic-travels.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let pool = pool_of::<R>(1);
        let fails = pool.submit(|| resume_unwind(Box::new("no paper"))).expect("the pool is open");
        let works = pool.submit(|| 1).expect("the pool is open");
        let panic = fails.exception().expect("it was not cancelled").expect("it panics");
        let _: Result<(), TaskError> = fails.take_result();
        assert_eq!(panic.message(), Some("no paper"));
        assert_eq!(works.take_result().expect("the worker goes on"), 1);
        drop(pool);
    }
}

impl Scenario for Callbacks {
    const NAME: &'static str = "pool/callbacks";
    const STORY: &'static str = "A task has two callbacks. Each runs once and in turn, in the worker or \
        in the thread that adds it to a task that is done.";
    const PYTHON: &'static str = include_str!("../python/pool/callbacks.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        // Belongs to the one who watches; see `Tally`.
        let log = Arc::new(Mutex::new(Vec::new()));
        let pool = pool_of::<R>(1);
        let future = pool.submit(|| 1).expect("the pool is open");
        let main = R::current();
        for name in ["first", "second"] {
            let log = Arc::clone(&log);
            future.add_done_callback(move |future| {
                assert!(future.is_done());
                let is_worker = R::current() != main;
                log.lock().unwrap_or_else(PoisonError::into_inner).push((name, is_worker));
            });
        }
        drop(pool);
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let by_worker = log.iter().filter(|(_, is_worker)| *is_worker).count();
        R::outcome("callbacks in the worker", by_worker);
        if by_worker == 1 {
            // Two threads, each with one of them.
            log.sort_unstable();
        }
        let names: Vec<&str> = log.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["first", "second"]);
    }
}
