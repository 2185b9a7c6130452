//! Items are got in the order in which they were put, and each is got once.
//!
//! ```text
//! a queue for one item
//! ann:   put 1;  put 2
//! main:  get;  get
//! ```
//!
//! *Invariant*: main gets 1 and then 2, and neither waits for ever: for an item, or for room.
//!
//! Weave: all 1,053 executions. loom: 918 executions with at most 2 preemptions.
//! Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{GetError, Queue};

/// One thread puts into a [`Queue`] for one item, another one gets.
#[derive(Debug)]
pub struct QueueOrder;

impl Scenario for QueueOrder {
    const NAME: &'static str = "queue/order";
    const STORY: &'static str = "A thread puts two items into a queue that has room for one, and \
        another one gets them in the same order.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_get(cx, Queue::<u32, R>::bounded_in(1), 2);
    }
}

/// So many items go from one thread to another.
pub(crate) fn put_and_get<R: Runtime>(cx: &Cx<R, NoParams>, queue: Queue<u32, R>, items: u32) {
    let queue = Arc::new(queue.named("queue"));
    let putter = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || {
            for item in 1..=items {
                queue.put(item).expect("nobody shuts the queue down");
            }
        }
    });
    for item in 1..=items {
        assert_eq!(queue.get(), Ok(item));
    }
    cx.join_all([putter]);
    assert_eq!(queue.try_get(), Err(GetError::Empty));
}
