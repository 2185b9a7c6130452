//! Whoever waits for the end of a thread that puts gets its items first.
//!
//! ```text
//! a queue for one item
//! ann:   put 1;  put 2
//! main:  get all there will be;  wait for ann's end
//! ```
//!
//! *Invariant*: both end, and main has both items.
//!
//! Weave: all 1,053 executions. loom: 918 executions with at most 2 preemptions.
//! Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Runtime, Thread};
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

/// A thread is joined after its items were got from a [`Queue`].
#[derive(Debug)]
pub struct QueueDrainFirst;

impl Scenario for QueueDrainFirst {
    const NAME: &'static str = "queue/drain-first";
    const STORY: &'static str = "A thread puts more than there is room for. Another one gets the \
        items, and then waits for its end.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_collect::<R, DrainsFirst>(cx);
    }
}

/// In which order a thread is joined and its items are got.
pub(crate) trait Collects: Send + Sync + 'static {
    fn collect<R: Runtime>(queue: &Queue<u32, R>, putter: R::Thread) -> [u32; 2];
}

struct DrainsFirst;

impl Collects for DrainsFirst {
    fn collect<R: Runtime>(queue: &Queue<u32, R>, putter: R::Thread) -> [u32; 2] {
        let items = get_both(queue);
        putter.join();
        items
    }
}

pub(crate) fn get_both<R: Runtime>(queue: &Queue<u32, R>) -> [u32; 2] {
    [(); 2].map(|()| queue.get().expect("nobody shuts the queue down"))
}

pub(crate) fn put_and_collect<R: Runtime, C: Collects>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Queue::<u32, R>::bounded_in(1).named("queue"));
    let putter = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || {
            for item in [1, 2] {
                queue.put(item).expect("nobody shuts the queue down");
            }
        }
    });
    assert_eq!(C::collect(&queue, putter), [1, 2]);
}
