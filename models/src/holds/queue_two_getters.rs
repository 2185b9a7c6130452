//! Each item is got by one thread.
//!
//! ```text
//! each of 2:  get
//! main:       put 1;  put 2
//! ```
//!
//! *Invariant*: one of them has 1 and the other 2.
//!
//! COUNTS

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

use crate::tally::Tally;

/// Two threads get from a [`Queue`], a third one puts.
#[derive(Debug)]
pub struct QueueTwoGetters;

impl Scenario for QueueTwoGetters {
    const NAME: &'static str = "queue/two-getters";
    const STORY: &'static str = "Two threads get an item each, and never the same.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(Queue::<u32, R>::bounded_in(1).named("queue"));
        let got = Tally::default();
        let getters = ["ann", "ben"].map(|name| {
            let (queue, got) = (Arc::clone(&queue), got.clone());
            cx.spawn(name, move || {
                let item = queue.get().expect("nobody shuts the queue down");
                got.add(item);
                if name == "ann" {
                    R::outcome("ann's", item);
                }
            })
        });
        for item in [1, 2] {
            queue.put(item).expect("nobody shuts the queue down");
        }
        cx.join_all(getters);
        assert_eq!(got.total(), 3);
    }
}
