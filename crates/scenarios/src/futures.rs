//! Tasks whose results are asked for: when that is done decides whether they run side by side.
//!
//! ```text
//! each task:               count in;  work;  count out
//! submit-then-result:      for each task:  submit;  wait for its result
//!                          do one's own part
//! submit-all-then-result:  submit each;  do one's own part;  wait for each result
//! ```
//!
//! Time is counted, not measured: a task that is submitted at some minute has its result ten minutes
//! later, and there is a worker for each. Who waits for a result has at least that minute then:
//!
//! ```text
//! submit-then-result      worker  ├──────────┤
//!                         main               ├──────────┤      20 minutes
//! submit-all-then-result  worker  ├──────────┤
//!                         main    ├──────────┤                 10 minutes
//! ```
//!
//! *Invariant*: with a wait after each, there is never more than one at work, and the time is the sum
//! of all. With the waits at the end the time is that of one, and all may be at work at once.

use std::sync::Arc;

use pool::{Builder, Future, ThreadPool};
use runtime::Runtime;
use sync::Lock;
use trace::FaultKind;

use crate::{Cx, Expect, NoParams, Scenario};

crate::params! {
    /// How much help there is.
    pub struct Help {
        /// Tasks that are submitted, and workers for them.
        tasks: 1 in models, 3 natively, within 1..=64;
    }
}

/// How long each part of the work takes.
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
    const STORY: &'static str = "Parts of a job are submitted, and the result of each is waited for at \
        once. There are workers enough, but never are two at work.";
    const PYTHON: &'static str = include_str!("../python/futures/submit-then-result.py");
    type Params = Help;

    fn run<R: Runtime>(cx: &Cx<R, Help>) {
        let office = Office::<R>::new(*cx);
        let mut minute = 0;
        for _ in 0..cx.params.tasks {
            minute = office.submit(minute).take_result().expect("nothing goes wrong");
        }
        minute = office.desk.work("main", minute);
        assert_eq!(office.close(minute), 1, "at work at once");
        assert_eq!(minute, (cx.params.tasks + 1) * MINUTES, "minutes in all");
    }
}

impl Scenario for SubmitAllThenResult {
    const NAME: &'static str = "futures/submit-all-then-result";
    const STORY: &'static str = "Parts of a job are submitted, and their results are waited for in the \
        end. So all may be at work side by side, and together take as long as one.";
    const PYTHON: &'static str = include_str!("../python/futures/submit-all-then-result.py");
    type Params = Help;

    fn run<R: Runtime>(cx: &Cx<R, Help>) {
        let office = Office::<R>::new(*cx);
        let futures: Vec<Future<u32, R>> = (0..cx.params.tasks).map(|_| office.submit(0)).collect();
        let mut minute = office.desk.work("main", 0);
        for future in futures {
            minute = minute.max(future.take_result().expect("nothing goes wrong"));
        }
        assert!((1..=cx.params.tasks + 1).contains(&office.close(minute)));
        assert_eq!(minute, MINUTES, "minutes in all");
    }
}

/// A pool, and where its work is done.
struct Office<R: Runtime> {
    pool: ThreadPool<R>,
    desk: Desk<R>,
}

/// Where the work is done, with a count of those who are at it.
#[derive(Clone)]
struct Desk<R: Runtime> {
    at_work: Arc<Lock<AtWork, R>>,
    cx: Cx<R, Help>,
}

#[derive(Debug, Default)]
struct AtWork {
    now: u32,
    most: u32,
    /// Who has worked, and since which minute.
    done: Vec<(&'static str, u32)>,
}

impl AtWork {
    /// Who worked when: a column for each stretch of time.
    fn timeline(&mut self, minutes: u32) -> String {
        self.done.sort_unstable();
        let stretches = |begin| {
            let at = move |minute| if minute == begin { '█' } else { '·' };
            (0..minutes).step_by(MINUTES as usize).map(at).collect::<String>()
        };
        let rows = self.done.iter().map(|(who, begin)| format!("{who} {}", stretches(*begin)));
        rows.collect::<Vec<_>>().join("  ")
    }
}

impl<R: Runtime> Desk<R> {
    /// Works since this minute, and says when that is done.
    fn work(&self, who: &'static str, minute: u32) -> u32 {
        {
            let mut at_work = self.at_work.lock();
            at_work.done.push((who, minute));
            at_work.now += 1;
            at_work.most = at_work.most.max(at_work.now);
        }
        self.cx.pause();
        self.at_work.lock().now -= 1;
        minute + MINUTES
    }
}

impl<R: Runtime> Office<R> {
    fn new(cx: Cx<R, Help>) -> Self {
        let at_work = Arc::new(Lock::new_in(AtWork::default()).named("at work"));
        Self { pool: pool_of(cx.params.tasks as usize), desk: Desk { at_work, cx } }
    }

    /// Submits a task at this minute. Its result is the minute in which it is done.
    fn submit(&self, minute: u32) -> Future<u32, R> {
        let desk = self.desk.clone();
        self.pool.submit(move || desk.work("task", minute)).expect("the pool is open")
    }

    /// Says how many were at work at once, at most.
    fn close(self, minutes: u32) -> u32 {
        drop(self.pool);
        let mut at_work = self.desk.at_work.lock();
        let most = at_work.most;
        R::outcome("at work at once", most);
        R::outcome("minutes", minutes);
        R::outcome("timeline", at_work.timeline(minutes));
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
