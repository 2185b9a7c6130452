//! Tasks whose results are asked for: when that is done decides whether they run side by side.
//!
//! ```text
//! each task:               count in;  work;  count out
//! submit-then-result:      for each task:  submit;  wait for its result
//! submit-all-then-result:  submit each;  wait for each result
//! ```
//!
//! Time is counted, not measured: a task that is submitted at some minute has its result ten minutes
//! later, and there is a worker for each. Who waits for a result has at least that minute then:
//!
//! ```text
//! submit-then-result      ann  ├──────────┤
//!                         ben             ├──────────┤         20 minutes
//! submit-all-then-result  ann  ├──────────┤
//!                         ben  ├──────────┤                    10 minutes
//! ```
//!
//! *Invariant*: with a wait after each, there is never more than one task at work, and the time is the
//! sum of all. With the waits at the end the time is that of one, and all may be at work at once.

use std::sync::Arc;

use pool::{Builder, Future, ThreadPool};
use runtime::Runtime;
use sync::Lock;
use trace::FaultKind;

use crate::{Cx, Expect, NoParams, Scenario};

crate::params! {
    /// How many tasks there are.
    pub struct Tasks {
        /// Tasks, and workers for them.
        tasks: 2 in models, 4 natively, within 1..=64;
    }
}

/// How long a task takes.
const MINUTES: u32 = 10;

/// Each result is waited for at once.
#[derive(Debug)]
pub struct SubmitThenResult;

/// All are submitted before the first result is waited for.
#[derive(Debug)]
pub struct SubmitAllThenResult;

/// A result is waited for with a lock held that the task needs.
#[derive(Debug)]
pub struct ResultInsideLock;

/// A result is waited for, and then the lock is taken.
#[derive(Debug)]
pub struct ResultOutsideLock;

impl Scenario for SubmitThenResult {
    const NAME: &'static str = "futures/submit-then-result";
    const STORY: &'static str = "Each task is submitted and its result waited for, one after the other. \
        There are workers enough, but never are two of them at work.";
    const PYTHON: &'static str = include_str!("../python/futures/submit-then-result.py");
    type Params = Tasks;

    fn run<R: Runtime>(cx: &Cx<R, Tasks>) {
        let office = Office::<R>::new(*cx);
        let mut minute = 0;
        for _ in 0..cx.params.tasks {
            minute = office.submit(minute).take_result().expect("nothing goes wrong");
        }
        let most = office.close(minute);
        assert_eq!(most, 1, "tasks at work at once");
        assert_eq!(minute, cx.params.tasks * MINUTES, "minutes in all");
    }
}

impl Scenario for SubmitAllThenResult {
    const NAME: &'static str = "futures/submit-all-then-result";
    const STORY: &'static str = "All tasks are submitted, and then the results are waited for. So \
        the tasks may be at work side by side, and together they take as long as one.";
    const PYTHON: &'static str = include_str!("../python/futures/submit-all-then-result.py");
    type Params = Tasks;

    fn run<R: Runtime>(cx: &Cx<R, Tasks>) {
        let office = Office::<R>::new(*cx);
        let futures: Vec<Future<u32, R>> = (0..cx.params.tasks).map(|_| office.submit(0)).collect();
        let results =
            futures.iter().map(|future| future.take_result().expect("nothing goes wrong"));
        let minute = results.max().unwrap_or_default();
        let most = office.close(minute);
        assert!((1..=cx.params.tasks).contains(&most));
        assert_eq!(minute, MINUTES, "minutes in all");
    }
}

/// A pool, and a count of the tasks that are at work.
struct Office<R: Runtime> {
    pool: ThreadPool<R>,
    at_work: Arc<Lock<AtWork, R>>,
    cx: Cx<R, Tasks>,
}

#[derive(Debug, Default)]
struct AtWork {
    now: u32,
    most: u32,
}

impl<R: Runtime> Office<R> {
    fn new(cx: Cx<R, Tasks>) -> Self {
        let pool = pool_of(cx.params.tasks as usize);
        Self { pool, at_work: Arc::new(Lock::new_in(AtWork::default()).named("at work")), cx }
    }

    /// Submits a task at this minute. Its result is the minute in which it is done.
    fn submit(&self, minute: u32) -> Future<u32, R> {
        let (at_work, cx) = (Arc::clone(&self.at_work), self.cx);
        let task = move || {
            {
                let mut at_work = at_work.lock();
                at_work.now += 1;
                at_work.most = at_work.most.max(at_work.now);
            }
            cx.pause();
            at_work.lock().now -= 1;
            minute + MINUTES
        };
        self.pool.submit(task).expect("the pool is open")
    }

    /// Says how many tasks were at work at once, at most.
    fn close(self, minutes: u32) -> u32 {
        let Self { pool, at_work, .. } = self;
        drop(pool);
        let most = at_work.lock().most;
        R::outcome("at work at once", most);
        R::outcome("minutes", minutes);
        most
    }
}

impl Scenario for ResultInsideLock {
    const NAME: &'static str = "futures/result-inside-lock";
    const STORY: &'static str = "A thread holds a lock while it waits for a task's result, and the task \
        wants the same lock. Neither goes on.";
    const PYTHON: &'static str = include_str!("../python/futures/result-inside-lock.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let total = Arc::new(Lock::<u32, R>::new_in(0).named("total"));
        let (pool, future) = add_one(&total);
        // The mistake: the lock is held while waiting.
        let held = total.lock();
        future.take_result().expect("nothing goes wrong");
        assert_eq!(*held, 1);
        drop(held);
        drop(pool);
    }
}

impl Scenario for ResultOutsideLock {
    const NAME: &'static str = "futures/result-outside-lock";
    const STORY: &'static str = "A thread waits for a task's result, and only then takes the lock that \
        the task needed.";
    const PYTHON: &'static str = include_str!("../python/futures/result-outside-lock.py");
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let total = Arc::new(Lock::<u32, R>::new_in(0).named("total"));
        let (pool, future) = add_one(&total);
        future.take_result().expect("nothing goes wrong");
        assert_eq!(*total.lock(), 1);
        drop(pool);
    }
}

/// A pool in which a task takes the lock and adds 1.
fn add_one<R: Runtime>(total: &Arc<Lock<u32, R>>) -> (ThreadPool<R>, Future<(), R>) {
    let pool = pool_of(1);
    let total = Arc::clone(total);
    let future = pool.submit(move || *total.lock() += 1).expect("the pool is open");
    (pool, future)
}

/// A pool of so many workers.
pub(crate) fn pool_of<R: Runtime>(workers: usize) -> ThreadPool<R> {
    Builder::new().max_workers(workers).build_in().expect("there may be workers")
}
