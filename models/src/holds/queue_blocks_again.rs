//! A block of a queue without a limit that is used again knows of no block behind it.
//!
//! ```text
//! in models a block has two places
//! main:  put and get 1 to 6, one by one    so both blocks have been left, and one is used up again
//! ann:   put 1                             into the other one, once it is linked behind
//! main:  get
//! ```
//!
//! *Invariant*: main gets 1, and does not look for a block behind its own before that is linked there. Who
//! linked it the last time says nothing any more.
//!
//! Weave: all 26 executions. loom: 72 executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

use super::queue_order::put_and_get;

/// The two blocks of a [`Queue`] without a limit take turns.
#[derive(Debug)]
pub struct QueueBlocksAgain;

impl Scenario for QueueBlocksAgain {
    const NAME: &'static str = "queue/blocks-again";
    const STORY: &'static str = "The blocks of a queue without a limit are used again and again. A thread \
        puts an item into the next one, while another one is at the end of its own.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Queue::<u32, R>::new_in();
        for item in 1..=6 {
            queue.put(item).expect("nobody shuts the queue down");
            assert_eq!(queue.try_get(), Ok(item));
        }
        put_and_get(cx, queue, 1);
    }
}
