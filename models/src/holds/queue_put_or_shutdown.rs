//! A put comes before a shutdown, or is refused; who learns of the shutdown has got all there was.
//!
//! ```text
//! ann:   put 1
//! ben:   get, if there is something
//! main:  shutdown
//! ```
//!
//! *Invariant*: the item is got, or is left, or comes back from the put: once. If ben learns that
//! there will be no more, none is left.
//!
//! `queue/put-or-shutdown`: Weave: all 70 executions. loom: 456 executions with at most 3
//! preemptions. Shuttle: 5,000, drawn at random.
//!
//! `queue/put-or-shutdown-unbounded`: Weave: all 98 executions. loom: 699 executions with at most 3
//! preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{GetError, PutError, Queue, Shutdown};

use crate::tally::Tally;

/// A [`Queue`] is put into, got from and shut down at once.
#[derive(Debug)]
pub struct QueuePutOrShutdown;

/// The same for a [`Queue`] without a limit.
#[derive(Debug)]
pub struct QueuePutOrShutdownUnbounded;

impl Scenario for QueuePutOrShutdown {
    const NAME: &'static str = "queue/put-or-shutdown";
    const STORY: &'static str = "A queue is put into, got from and shut down at once. The item is \
        neither lost nor doubled.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        all_at_once(cx, Queue::<u32, R>::bounded_in(1));
    }
}

impl Scenario for QueuePutOrShutdownUnbounded {
    const NAME: &'static str = "queue/put-or-shutdown-unbounded";
    const STORY: &'static str = "A queue without a limit is put into, got from and shut down at \
        once. The item is neither lost nor doubled.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        all_at_once(cx, Queue::<u32, R>::new_in());
    }
}

fn all_at_once<R: Runtime>(cx: &Cx<R, NoParams>, queue: Queue<u32, R>) {
    let queue = Arc::new(queue.named("queue"));
    let [put, got, closed] = [(); 3].map(|()| Tally::default());
    let threads = [
        cx.spawn("ann", {
            let (queue, put) = (Arc::clone(&queue), put.clone());
            move || match queue.put(1) {
                Ok(()) => put.add(1),
                Err(error) => assert_eq!(error, PutError::ShutDown(1)),
            }
        }),
        cx.spawn("ben", {
            let (queue, got, closed) = (Arc::clone(&queue), got.clone(), closed.clone());
            move || match queue.try_get() {
                Ok(item) => got.add(item),
                Err(GetError::ShutDown) => closed.add(1),
                Err(error) => assert_eq!(error, GetError::Empty),
            }
        }),
    ];
    assert!(queue.shutdown(Shutdown::Drain).is_empty());
    cx.join_all(threads);
    let left: u32 = queue.iter().sum();
    assert_eq!(put.total(), got.total() + left);
    assert!(closed.total() == 0 || left == 0);
    R::outcome("put", put.total());
    R::outcome("got", got.total());
}
