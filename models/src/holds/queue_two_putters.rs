//! Of the items of several threads, those of each are got in its order.
//!
//! ```text
//! ann:   put 1;  put 2
//! main:  put 10;  get;  get;  get
//! ```
//!
//! *Invariant*: main gets all three, and 1 before 2.
//!
//! Weave: all 3,624 executions. loom: 913 executions with at most 3 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

/// Two threads put into a [`Queue`], and one of them gets.
#[derive(Debug)]
pub struct QueueTwoPutters;

impl Scenario for QueueTwoPutters {
    const NAME: &'static str = "queue/two-putters";
    const STORY: &'static str = "Two threads put items into a queue. One of them gets all of them, \
        and those of each in its order.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(Queue::<u32, R>::bounded_in(3).named("queue"));
        let putter = cx.spawn("ann", {
            let queue = Arc::clone(&queue);
            move || {
                for item in [1, 2] {
                    queue.put(item).expect("nobody shuts the queue down");
                }
            }
        });
        queue.put(10).expect("nobody shuts the queue down");
        let got = [(); 3].map(|()| queue.get().expect("nobody shuts the queue down"));
        cx.join_all([putter]);
        let (own, others): (Vec<u32>, Vec<u32>) = got.into_iter().partition(|item| *item == 10);
        assert_eq!((own, others), (vec![10], vec![1, 2]));
        R::outcome("got", format!("{got:?}"));
    }
}
