//! Of the items of several threads, those of each are got in its order.
//!
//! ```text
//! a queue for two items
//! ann:   put 1;  put 2
//! ben:   put 10
//! main:  get;  get;  get
//! ```
//!
//! *Invariant*: main gets all three, and 1 before 2.
//!
//! COUNTS

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

/// Two threads put into a [`Queue`], a third one gets.
#[derive(Debug)]
pub struct QueueTwoPutters;

impl Scenario for QueueTwoPutters {
    const NAME: &'static str = "queue/two-putters";
    const STORY: &'static str = "Two threads put items into a queue. A third one gets all of them, \
        and those of each in its order.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(Queue::<u32, R>::bounded_in(2).named("queue"));
        let putters = [("ann", vec![1, 2]), ("ben", vec![10])].map(|(name, items)| {
            let queue = Arc::clone(&queue);
            cx.spawn(name, move || {
                for item in items {
                    queue.put(item).expect("nobody shuts the queue down");
                }
            })
        });
        let got = [(); 3].map(|()| queue.get().expect("nobody shuts the queue down"));
        cx.join_all(putters);
        let ben_s = got.iter().position(|item| *item == 10);
        let ann_s: Vec<u32> = got.into_iter().filter(|item| *item != 10).collect();
        assert_eq!(ann_s, [1, 2]);
        R::outcome("got before ben's", ben_s.unwrap_or(usize::MAX));
    }
}
