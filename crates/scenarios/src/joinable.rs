//! A queue of tasks that knows how many are not done, and daemons that do them.
//!
//! ```text
//! each consumer, a daemon:  for ever: get a task;  do it;  mark it as done     the lines that matter
//! main:                     put the tasks;  join the queue
//!                           all are done
//! ```
//!
//! *Invariant*: main goes on when all tasks are done, and not before.
//!
//! Nobody tells the consumers to stop: they wait for more when the program is over, and since they
//! are daemons that is no fault.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use sync::{JoinableQueue, TooManyTaskDone};
use trace::FaultKind;

use crate::{Cx, Expect, NoParams, Scenario};

crate::params! {
    /// How many work on how much.
    pub struct Sizes {
        /// Threads that do tasks.
        consumers: 2 in models, 4 natively, within 1..=16;
        /// What there is to do.
        tasks: 1 in models, 100 natively, within 1..=10_000;
    }
}

/// Each task is marked when it is done.
#[derive(Debug)]
pub struct Daemons;

/// A task that fails is not marked.
#[derive(Debug)]
pub struct ForgetsTaskDone;

/// Tasks are marked before they are done.
#[derive(Debug)]
pub struct TaskDoneFirst;

/// A guard marks each task, also if it fails.
#[derive(Debug)]
pub struct Guard;

/// A task is marked twice.
#[derive(Debug)]
pub struct OneTooMany;

/// Tasks with numbers from 1.
type Tasks<R> = JoinableQueue<u32, R>;

impl Scenario for Daemons {
    const NAME: &'static str = "joinable/daemons";
    const STORY: &'static str = "Daemons do tasks and mark each as done. Who joins the queue goes on \
        when the last one is.";
    const PYTHON: &'static str = include_str!("../python/joinable/daemons.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        put_and_join(*cx, |tasks, done| {
            while tasks.get().is_ok() {
                work::<R>(done);
                tasks.task_done().expect("once for each task");
            }
        });
    }
}

impl Scenario for ForgetsTaskDone {
    const NAME: &'static str = "joinable/forgets-task-done";
    const STORY: &'static str = "A task fails, and the daemon goes on with the next one without \
        marking it. Who joins the queue waits for ever.";
    const PYTHON: &'static str = include_str!("../python/joinable/forgets-task-done.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        put_and_join(*cx, |tasks, done| {
            while let Ok(task) = tasks.get() {
                work::<R>(done);
                if is_spoilt(task) {
                    continue; // The mistake: it is over with, too.
                }
                tasks.task_done().expect("once for each task");
            }
        });
    }
}

impl Scenario for Guard {
    const NAME: &'static str = "joinable/guard";
    const STORY: &'static str = "A task fails, and the daemon goes on with the next one. A guard \
        marks every task when it is left, and who joins the queue goes on.";
    const PYTHON: &'static str = include_str!("../python/joinable/guard.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        put_and_join(*cx, |tasks, done| {
            while let Ok(task) = tasks.get_task() {
                work::<R>(done);
                if is_spoilt(*task) {
                    continue; // The guard marks it.
                }
                drop(task);
            }
        });
    }
}

impl Scenario for TaskDoneFirst {
    const NAME: &'static str = "joinable/task-done-first";
    const STORY: &'static str = "The daemons mark a task when they get it. Who joins the queue goes \
        on while the last ones are still being worked on.";
    const PYTHON: &'static str = include_str!("../python/joinable/task-done-first.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        put_and_join(*cx, |tasks, done| {
            while tasks.get().is_ok() {
                // The mistake: first comes the work.
                tasks.task_done().expect("once for each task");
                work::<R>(done);
            }
        });
    }
}

impl Scenario for OneTooMany {
    const NAME: &'static str = "joinable/one-too-many";
    const STORY: &'static str = "The only task is marked as done twice, by two threads. One of them \
        is told that it was one too many, and the queue is as it was.";
    const PYTHON: &'static str = include_str!("../python/joinable/one-too-many.py");
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let tasks = Arc::new(Tasks::<R>::new_in().named("jobs"));
        tasks.put(1).expect("nobody shuts the queue down");
        assert_eq!(tasks.get(), Ok(1));
        let refused = Arc::new(R::Futex::new(0).named("refused".into()));
        let threads = ["ann", "ben"].map(|name| {
            let (tasks, refused) = (Arc::clone(&tasks), Arc::clone(&refused));
            cx.spawn(name, move || {
                if tasks.task_done() == Err(TooManyTaskDone) {
                    // Relaxed: it is read when all threads are over.
                    refused.fetch_add(1, Relaxed);
                }
            })
        });
        tasks.join();
        cx.join_all(threads);
        assert_eq!(refused.load(Relaxed), 1, "refused");
        assert_eq!(tasks.unfinished(), 0, "tasks that are not done");
    }
}

/// Whether a task cannot be done. It is over with then.
fn is_spoilt(task: u32) -> bool {
    task == 1
}

fn work<R: Runtime>(done: &R::Futex) {
    // Relaxed: what orders it is that the task is marked as done.
    done.fetch_add(1, Relaxed);
}

fn put_and_join<R: Runtime>(
    cx: Cx<R, Sizes>,
    consume: impl Fn(&Tasks<R>, &R::Futex) + Clone + Send + 'static,
) {
    let tasks = Arc::new(Tasks::<R>::new_in().named("jobs"));
    let done = Arc::new(R::Futex::new(0).named("done".into()));
    for number in 1..=cx.params.consumers {
        let (tasks, done, consume) = (Arc::clone(&tasks), Arc::clone(&done), consume.clone());
        // Nobody joins it.
        drop(cx.spawn_daemon(format!("consumer-{number}"), move || consume(&tasks, &done)));
    }
    for task in 1..=cx.params.tasks {
        tasks.put(task).expect("nobody shuts the queue down");
    }
    tasks.join();
    // Relaxed: the join has ordered it.
    assert_eq!(done.load(Relaxed), cx.params.tasks, "tasks that are done");
}
