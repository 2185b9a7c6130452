//! Any thread may say that a task is done, and whoever counts what is not done does not count wrong.
//!
//! ```text
//! ann:   how many are unfinished
//! ben:   task_done;  task_done        refused as long as there is nothing to do
//! main:  put 1;  put 2;  task_done
//! ```
//!
//! *Invariant*: 0, 1 or 2, also if ann has seen ben's and not yet what main put.
//!
//! Weave: all 25,138 executions. loom: 3,463 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// A thread marks what another one has put into a [`JoinableQueue`], and a third one counts.
#[derive(Debug)]
pub struct QueueTasksOfOthers;

impl Scenario for QueueTasksOfOthers {
    const NAME: &'static str = "queue/tasks-of-others";
    const STORY: &'static str = "A thread puts two tasks, and another one says that they are done. \
        Meanwhile none, one or two are not done, and never fewer.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        let threads = [
            cx.spawn("ann", {
                let queue = Arc::clone(&queue);
                move || {
                    let unfinished = queue.unfinished();
                    assert!(unfinished <= 2);
                    R::outcome("unfinished meanwhile", unfinished);
                }
            }),
            cx.spawn("ben", {
                let queue = Arc::clone(&queue);
                move || {
                    for _ in 0..2 {
                        let _ = queue.task_done();
                    }
                }
            }),
        ];
        for task in [1, 2] {
            queue.put(task).expect("nobody shuts the queue down");
        }
        // Refused if ben has said so twice.
        let _ = queue.task_done();
        cx.join_all(threads);
    }
}
