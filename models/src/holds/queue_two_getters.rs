//! Each item is got by one thread.
//!
//! ```text
//! ann:   get
//! main:  put 1;  put 2;  get
//! ```
//!
//! *Invariant*: one of them has 1 and the other 2.
//!
//! Weave: all 1,750 executions. loom: 675 executions with at most 3 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

use crate::tally::Tally;

/// Two threads get from a [`Queue`], and one of them puts.
#[derive(Debug)]
pub struct QueueTwoGetters;

impl Scenario for QueueTwoGetters {
    const NAME: &'static str = "queue/two-getters";
    const STORY: &'static str = "Two threads get an item each, and never the same.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(Queue::<u32, R>::bounded_in(2).named("queue"));
        let theirs = Tally::default();
        let getter = cx.spawn("ann", {
            let (queue, theirs) = (Arc::clone(&queue), theirs.clone());
            move || theirs.add(queue.get().expect("nobody shuts the queue down"))
        });
        for item in [1, 2] {
            queue.put(item).expect("nobody shuts the queue down");
        }
        let own = queue.get().expect("nobody shuts the queue down");
        cx.join_all([getter]);
        assert_eq!(own + theirs.total(), 3);
        R::outcome("main's", own);
    }
}
