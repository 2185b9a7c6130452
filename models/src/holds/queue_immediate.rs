//! A shutdown that removes the items gives them back, and nobody else gets them.
//!
//! ```text
//! an item is there
//! ann:   get
//! main:  shutdown, immediate
//! ```
//!
//! *Invariant*: either ann has the item and the shutdown gives nothing back, or the other way around.
//!
//! `queue/immediate`: Weave: all 53 executions. loom: 68 executions with at most 3 preemptions.
//! Shuttle: 5,000, drawn at random.
//!
//! `queue/immediate-unbounded`: Weave: all 65 executions. loom: 70 executions with at most 3
//! preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{GetError, Queue, Shutdown};

use crate::tally::Tally;

/// A thread gets from a [`Queue`] that is emptied by a shutdown.
#[derive(Debug)]
pub struct QueueImmediate;

/// The same for a [`Queue`] without a limit.
#[derive(Debug)]
pub struct QueueImmediateUnbounded;

impl Scenario for QueueImmediate {
    const NAME: &'static str = "queue/immediate";
    const STORY: &'static str = "A queue is shut down and emptied, while a thread gets from it. Each \
        item is with one of them.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        get_or_remove(cx, Queue::<u32, R>::bounded_in(1));
    }
}

impl Scenario for QueueImmediateUnbounded {
    const NAME: &'static str = "queue/immediate-unbounded";
    const STORY: &'static str = "A queue without a limit is shut down and emptied, while a thread \
        gets from it. Each item is with one of them.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        get_or_remove(cx, Queue::<u32, R>::new_in());
    }
}

fn get_or_remove<R: Runtime>(cx: &Cx<R, NoParams>, queue: Queue<u32, R>) {
    let queue = Arc::new(queue.named("queue"));
    queue.put(1).expect("it is open");
    let got = Tally::default();
    let getter = cx.spawn("ann", {
        let (queue, got) = (Arc::clone(&queue), got.clone());
        move || match queue.get() {
            Ok(item) => got.add(item),
            Err(error) => assert_eq!(error, GetError::ShutDown),
        }
    });
    let removed = queue.shutdown(Shutdown::Immediate);
    cx.join_all([getter]);
    assert_eq!(got.total() + removed.iter().sum::<u32>(), 1);
    R::outcome("got", got.total());
}
