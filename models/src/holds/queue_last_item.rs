//! What was put before a shutdown can still be got, and is got before anybody is told of it.
//!
//! ```text
//! ann:   put 1;  shutdown
//! main:  get;  get
//! ```
//!
//! *Invariant*: main gets 1, and then learns that there will be no more.
//!
//! Weave: all 184 executions. loom: 616 executions with at most 3 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{GetError, Queue, Shutdown};

/// A thread puts an item and shuts a [`Queue`] down, another one gets all there is.
#[derive(Debug)]
pub struct QueueLastItem;

impl Scenario for QueueLastItem {
    const NAME: &'static str = "queue/last-item";
    const STORY: &'static str = "A thread puts an item and shuts the queue down. Another one gets \
        the item first, and then learns of the shutdown.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_shutdown::<R, Queue<u32, R>>(cx);
    }
}

/// Something from which items are got until it is shut down.
pub(crate) trait Drained<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn put(&self, item: u32);
    fn shut_down(&self);
    /// `None` if there will be no more.
    fn get(&self) -> Option<u32>;
}

impl<R: Runtime> Drained<R> for Queue<u32, R> {
    fn new() -> Self {
        Self::bounded_in(1).named("queue")
    }

    fn put(&self, item: u32) {
        Queue::put(self, item).expect("it is open");
    }

    fn shut_down(&self) {
        self.shutdown(Shutdown::Drain);
    }

    fn get(&self) -> Option<u32> {
        match Queue::get(self) {
            Ok(item) => Some(item),
            Err(error) => {
                assert_eq!(error, GetError::ShutDown);
                None
            }
        }
    }
}

pub(crate) fn put_and_shutdown<R: Runtime, Q: Drained<R>>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Q::new());
    let putter = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || {
            queue.put(1);
            queue.shut_down();
        }
    });
    assert_eq!(queue.get(), Some(1));
    assert_eq!(queue.get(), None);
    cx.join_all([putter]);
}
