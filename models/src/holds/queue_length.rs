//! A queue is as long as it was at some moment of the look.
//!
//! ```text
//! a queue for one item, with an item
//! ann:   get;  put
//! main:  look how long it is
//! ```
//!
//! *Invariant*: the length is 0 or 1, and 1 at the end.
//!
//! `queue/length`: Weave: all 406 executions. loom: 188 executions with at most 3 preemptions.
//! Shuttle: 5,000, drawn at random.
//!
//! `queue/length-unbounded`: Weave: all 406 executions. loom: 188 executions with at most 3
//! preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

/// A thread looks how long a [`Queue`] is, while another one uses it.
#[derive(Debug)]
pub struct QueueLength;

/// The same for a [`Queue`] without a limit.
#[derive(Debug)]
pub struct QueueLengthUnbounded;

impl Scenario for QueueLength {
    const NAME: &'static str = "queue/length";
    const STORY: &'static str = "A thread gets an item and puts another one. Meanwhile the queue is \
        empty or has one item, and never more or less.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        get_and_put(cx, Queue::<u32, R>::bounded_in(1));
    }
}

impl Scenario for QueueLengthUnbounded {
    const NAME: &'static str = "queue/length-unbounded";
    const STORY: &'static str = "A thread gets an item and puts another one. Meanwhile the queue \
        without a limit is empty or has one item, and never more or less.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        get_and_put(cx, Queue::<u32, R>::new_in());
    }
}

fn get_and_put<R: Runtime>(cx: &Cx<R, NoParams>, queue: Queue<u32, R>) {
    let queue = Arc::new(queue.named("queue"));
    queue.try_put(1).expect("there is room");
    let other = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || {
            assert_eq!(queue.try_get(), Ok(1));
            queue.try_put(2).expect("there is room");
        }
    });
    let length = queue.len();
    assert!(length <= 1);
    cx.join_all([other]);
    assert_eq!(queue.len(), 1);
    R::outcome("length", length);
}
