//! Of two threads that say that the same task is done, one is refused.
//!
//! ```text
//! an item was got
//! ann:   task_done
//! main:  task_done;  [if another one is put: join does not return]
//! ```
//!
//! *Invariant*: one succeeds, and nothing is unfinished then.
//!
//! Weave: all 4 executions. loom: all 19 executions. Shuttle: all 2,612.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

use crate::tally::Tally;

/// Two threads finish the only task of a [`JoinableQueue`].
#[derive(Debug)]
pub struct QueueTaskDoneTwice;

impl Scenario for QueueTaskDoneTwice {
    const NAME: &'static str = "queue/task-done-twice";
    const STORY: &'static str = "Two threads say that the only task is done. One of them is right, \
        and the other one is told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        queue.put(1).expect("it is open");
        assert_eq!(queue.get(), Ok(1));
        let done = Tally::default();
        let other = cx.spawn("ann", {
            let (queue, done) = (Arc::clone(&queue), done.clone());
            move || {
                let is_first = queue.task_done().is_ok();
                done.add(is_first.into());
                R::outcome("ann was first", is_first);
            }
        });
        done.add(queue.task_done().is_ok().into());
        cx.join_all([other]);
        assert_eq!(done.total(), 1);
        assert_eq!(queue.unfinished(), 0);
    }
}
