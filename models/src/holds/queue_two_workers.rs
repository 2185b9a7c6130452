//! Each of two workers may say once that a task is done.
//!
//! ```text
//! main:  put 1;  put 2;  get;  task_done;  join
//! ann:   get;  task_done
//! ```
//!
//! *Invariant*: neither is refused, and the join ends when both tasks are done: ann counts hers after
//! main's, though she may have seen less of what was put.
//!
//! Weave: 20,000 executions, of more. loom: 573 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads do a task each of a [`JoinableQueue`].
#[derive(Debug)]
pub struct QueueTwoWorkers;

impl Scenario for QueueTwoWorkers {
    const NAME: &'static str = "queue/two-workers";
    const STORY: &'static str = "Two threads do a task each and say so. Neither is told that it was \
        one too many, and who waits for both goes on.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        let work = |queue: &JoinableQueue<u32, R>| {
            let task = queue.get().expect("nobody shuts the queue down");
            queue.task_done().expect("it is done once");
            task
        };
        let worker = cx.spawn("ann", {
            let queue = Arc::clone(&queue);
            move || R::outcome("ann's task", work(&queue))
        });
        for task in [1, 2] {
            queue.put(task).expect("nobody shuts the queue down");
        }
        work(&queue);
        queue.join();
        cx.join_all([worker]);
        assert_eq!(queue.unfinished(), 0);
    }
}
