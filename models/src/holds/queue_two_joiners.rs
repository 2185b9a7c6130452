//! The last task that is done wakes all who join.
//!
//! ```text
//! an item was got
//! each of 2:  join
//! main:       task_done
//! ```
//!
//! *Invariant*: both joins end.
//!
//! Weave: all 115,872 executions. loom: 596 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// Two threads join a [`JoinableQueue`].
#[derive(Debug)]
pub struct QueueTwoJoiners;

impl Scenario for QueueTwoJoiners {
    const NAME: &'static str = "queue/two-joiners";
    const STORY: &'static str = "Two threads wait until all tasks are done. The last one ends both \
        waits.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::new_in().named("queue"));
        queue.put(1).expect("it is open");
        assert_eq!(queue.get(), Ok(1));
        let joiners = ["ann", "ben"].map(|name| {
            let queue = Arc::clone(&queue);
            cx.spawn(name, move || queue.join())
        });
        assert_eq!(queue.task_done(), Ok(()));
        cx.join_all(joiners);
    }
}
