//! Whoever has put an item may say that it is done, whatever others put and mark meanwhile.
//!
//! ```text
//! ann:   put 1;  task_done
//! main:  put 2;  task_done
//! ```
//!
//! *Invariant*: neither is refused: who finds that the other one was counted knows of the other one's
//! item, too.
//!
//! Weave: all WEAVE executions. loom: LOOM executions. Shuttle: SHUTTLE.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads put an item each into a [`JoinableQueue`] and mark one as done.
#[derive(Debug)]
pub struct QueueOwnTaskDone;

impl Scenario for QueueOwnTaskDone {
    const NAME: &'static str = "queue/own-task-done";
    const STORY: &'static str = "Two threads put a task each and say that it is done. Neither is told \
        that it was one too many.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        let put_and_mark = |queue: &JoinableQueue<u32, R>, task| {
            queue.put(task).expect("nobody shuts the queue down");
            queue.task_done().expect("no more are done than were put");
        };
        let other = cx.spawn("ann", {
            let queue = Arc::clone(&queue);
            move || put_and_mark(&queue, 1)
        });
        put_and_mark(&queue, 2);
        cx.join_all([other]);
        assert_eq!(queue.unfinished(), 0);
    }
}
