//! Tries succeed when there is something, or room, whatever the other side does.
//!
//! ```text
//! a full queue for one item
//! ann:   put, if there is room
//! main:  get, if there is something
//! ```
//!
//! *Invariant*: main gets the old item. Ann's is in the queue, or it was full.
//!
//! Weave: all 2 executions. loom: all 17 executions. Shuttle: all 1,210.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{GetError, PutError, Queue};

use crate::tally::Tally;

/// Two threads try a [`Queue`] at once.
#[derive(Debug)]
pub struct QueueTries;

impl Scenario for QueueTries {
    const NAME: &'static str = "queue/tries";
    const STORY: &'static str = "A thread tries to put something into a full queue, and another one \
        tries to get something out. The second one succeeds, and the first one may.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(Queue::<u32, R>::bounded_in(1).named("queue"));
        queue.try_put(1).expect("there is room");
        let put = Tally::default();
        let putter = cx.spawn("ann", {
            let (queue, put) = (Arc::clone(&queue), put.clone());
            move || match queue.try_put(2) {
                Ok(()) => put.add(1),
                Err(error) => assert_eq!(error, PutError::Full(2)),
            }
        });
        assert_eq!(queue.try_get(), Ok(1));
        cx.join_all([putter]);
        let left = if put.total() == 1 { Ok(2) } else { Err(GetError::Empty) };
        assert_eq!(queue.try_get(), left);
        R::outcome("put", put.total());
    }
}
