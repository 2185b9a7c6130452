//! What a shutdown removes is done: it ends a join.
//!
//! ```text
//! an item is there
//! ann:   join
//! main:  shutdown, immediate
//! ```
//!
//! *Invariant*: the join ends.
//!
//! Weave: all 225 executions. loom: 153 executions with at most 3 preemptions. Shuttle: 5,000, drawn
//! at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{JoinableQueue, Shutdown};

/// A thread joins a [`JoinableQueue`] that is emptied by a shutdown.
#[derive(Debug)]
pub struct QueueJoinOrShutdown;

impl Scenario for QueueJoinOrShutdown {
    const NAME: &'static str = "queue/join-or-shutdown";
    const STORY: &'static str = "A thread waits until all tasks are done. The queue is shut down and \
        emptied, and there are none.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(JoinableQueue::<u32, R>::bounded_in(1).named("queue"));
        queue.put(1).expect("it is open");
        let joiner = cx.spawn("ann", {
            let queue = Arc::clone(&queue);
            move || queue.join()
        });
        assert_eq!(queue.shutdown(Shutdown::Immediate), [1_u32]);
        cx.join_all([joiner]);
        assert_eq!(queue.unfinished(), 0);
    }
}
