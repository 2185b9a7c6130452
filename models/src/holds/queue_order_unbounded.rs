//! Items are got in the order in which they were put, across the ends of the blocks of a queue
//! without a limit.
//!
//! ```text
//! in models a block has two places
//! main:  put 1 to 3, and get them     so a block is left, and kept for later
//! ann:   put 1 to 3                   into the second block, and into the one that was kept
//! main:  get;  get;  get
//! ```
//!
//! *Invariant*: main gets 1, 2 and 3.
//!
//! Weave: all 15,712 executions. loom: 425 executions with at most 2 preemptions.
//! Shuttle: 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

use super::queue_order::put_and_get;

/// One thread puts into a [`Queue`] without a limit, another one gets.
#[derive(Debug)]
pub struct QueueOrderUnbounded;

impl Scenario for QueueOrderUnbounded {
    const NAME: &'static str = "queue/order-unbounded";
    const STORY: &'static str = "A thread puts three items into a queue without a limit, and another \
        one gets them in the same order. One block of the queue is used a second time.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Queue::<u32, R>::new_in();
        for item in 1..=3 {
            queue.put(item).expect("nobody shuts the queue down");
        }
        assert_eq!(queue.try_iter().collect::<Vec<_>>(), [1, 2, 3]);
        put_and_get(cx, queue, 3);
    }
}
