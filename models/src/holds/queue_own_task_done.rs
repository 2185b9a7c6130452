//! Whoever knows of an item may say that one is done, whatever others put and mark meanwhile.
//!
//! ```text
//! an item was put
//! ann:  put;  task_done
//! ben:  task_done
//! ```
//!
//! *Invariant*: neither is refused: if ben finds that ann's was counted, then he knows of ann's item,
//! too.
//!
//! Weave: all 19 executions. loom: all 631 executions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads mark an item each of a [`JoinableQueue`], and one of them has put another one before.
#[derive(Debug)]
pub struct QueueOwnTaskDone;

impl Scenario for QueueOwnTaskDone {
    const NAME: &'static str = "queue/own-task-done";
    const STORY: &'static str = "There is a task. A thread puts another one and says that one is done, \
        and so does a second thread. Neither is told that it was one too many.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        queue.put(1).expect("nobody shuts the queue down");
        let mark = |queue: &JoinableQueue<u32, R>| {
            queue.task_done().expect("no more are done than were put");
        };
        let threads = [
            cx.spawn("ann", {
                let queue = Arc::clone(&queue);
                move || {
                    queue.put(2).expect("nobody shuts the queue down");
                    mark(&queue);
                }
            }),
            cx.spawn("ben", {
                let queue = Arc::clone(&queue);
                move || mark(&queue)
            }),
        ];
        cx.join_all(threads);
        assert_eq!(queue.unfinished(), 0);
    }
}
