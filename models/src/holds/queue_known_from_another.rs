//! What a thread knows only from another one to have been put counts for it, too.
//!
//! ```text
//! ann:   task_done
//! ben:   task_done
//! cid:   how many are unfinished
//! main:  put 1;  put 2
//! ```
//!
//! *Invariant*: 0, 1 or 2, also if ben has not looked himself how many were put, but found what ann
//! wrote down when she looked, and cid has seen ben's.
//!
//! Weave: all 15,234 executions. loom: 936 executions with at most 1 preemption. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads mark what a third one puts into a [`JoinableQueue`], and a fourth one counts.
#[derive(Debug)]
pub struct QueueKnownFromAnother;

impl Scenario for QueueKnownFromAnother {
    const NAME: &'static str = "queue/known-from-another";
    const STORY: &'static str = "A thread puts two tasks, and two others say that they are done. \
        Meanwhile none, one or two are not done, and never fewer.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        // Refused as long as there is nothing to do.
        let mark = |queue: &JoinableQueue<u32, R>| {
            let _ = queue.task_done();
        };
        let threads = [
            cx.spawn("ann", {
                let queue = Arc::clone(&queue);
                move || mark(&queue)
            }),
            cx.spawn("ben", {
                let queue = Arc::clone(&queue);
                move || mark(&queue)
            }),
            cx.spawn("cid", {
                let queue = Arc::clone(&queue);
                move || {
                    let unfinished = queue.unfinished();
                    assert!(unfinished <= 2);
                    R::outcome("unfinished meanwhile", unfinished);
                }
            }),
        ];
        for task in [1, 2] {
            queue.put(task).expect("nobody shuts the queue down");
        }
        cx.join_all(threads);
    }
}
