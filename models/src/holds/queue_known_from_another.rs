//! What a thread knows only from another one to have been put counts for it, too.
//!
//! ```text
//! ann:   task_done
//! ben:   task_done;  if it was not refused: how many are unfinished
//! main:  put 1;  put 2
//! ```
//!
//! *Invariant*: 0 or 1, also if ben has not looked himself how many were put, but found what ann wrote
//! down when she looked.
//!
//! Weave: all WEAVE executions. loom: LOOM executions. Shuttle: SHUTTLE.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads mark what a third one puts into a [`JoinableQueue`], and one of them counts.
#[derive(Debug)]
pub struct QueueKnownFromAnother;

impl Scenario for QueueKnownFromAnother {
    const NAME: &'static str = "queue/known-from-another";
    const STORY: &'static str = "A thread puts two tasks, and two others say that they are done. One \
        of them counts afterwards: none or one is not done, and never fewer.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        let threads = [
            cx.spawn("ann", {
                let queue = Arc::clone(&queue);
                move || {
                    // Refused as long as there is nothing to do.
                    let _ = queue.task_done();
                }
            }),
            cx.spawn("ben", {
                let queue = Arc::clone(&queue);
                move || {
                    if queue.task_done().is_ok() {
                        let unfinished = queue.unfinished();
                        assert!(unfinished <= 1);
                        R::outcome("unfinished after ben's", unfinished);
                    }
                }
            }),
        ];
        for task in [1, 2] {
            queue.put(task).expect("nobody shuts the queue down");
        }
        cx.join_all(threads);
    }
}
