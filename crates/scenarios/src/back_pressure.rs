//! A producer that is faster than its consumer.
//!
//! ```text
//! producer:  for each item: put it                 waits while the queue is full
//!            there are never more in it than there may be
//! consumer:  get all items, or a few and leave     the line that matters
//! ```
//!
//! *Invariant*: memory is bounded: the queue never holds more than its limit; and everybody ends.
//!
//! A limit makes the producer wait for the consumer. So a consumer that leaves has to say so.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Queue, Shutdown};
use trace::FaultKind;

use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How much there is to do.
    pub struct Sizes {
        /// How many items the queue may hold.
        limit: 1 in models, 10 natively, within 1..=1_000;
        /// What the producer puts.
        items: 3 in models, 1_000 natively, within 3..=100_000;
    }
}

/// The queue has a limit.
#[derive(Debug)]
pub struct Bounded;

/// The queue has none.
#[derive(Debug)]
pub struct Unbounded;

/// The consumer leaves without a word.
#[derive(Debug)]
pub struct ConsumerGone;

/// The consumer shuts the queue down when it leaves.
#[derive(Debug)]
pub struct ConsumerShutsDown;

impl Scenario for Bounded {
    const NAME: &'static str = "back-pressure/bounded";
    const STORY: &'static str = "A producer is faster than its consumer. The queue has a limit, so \
        the producer waits, and there are never more items than that.";
    const PYTHON: &'static str = include_str!("../python/back-pressure/bounded.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let queue = Queue::bounded_in(cx.params.limit as usize);
        produce(*cx, queue, consume_all);
    }
}

impl Scenario for Unbounded {
    const NAME: &'static str = "back-pressure/unbounded";
    const STORY: &'static str =
        "The queue has no limit. The producer runs ahead, and items pile up.";
    const PYTHON: &'static str = include_str!("../python/back-pressure/unbounded.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        // The mistake: nothing slows the producer down.
        produce(*cx, Queue::new_in(), consume_all);
    }
}

impl Scenario for ConsumerGone {
    const NAME: &'static str = "back-pressure/consumer-gone";
    const STORY: &'static str = "The consumer takes one item and leaves. The producer fills the \
        queue, and waits for ever for somebody to get something out.";
    const PYTHON: &'static str = include_str!("../python/back-pressure/consumer-gone.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let queue = Queue::bounded_in(cx.params.limit as usize);
        produce(*cx, queue, |queue| {
            queue.get().expect("nobody else shuts it down");
            // The mistake: the producer does not learn of it.
        });
    }
}

impl Scenario for ConsumerShutsDown {
    const NAME: &'static str = "back-pressure/consumer-shuts-down";
    const STORY: &'static str = "The consumer takes one item, shuts the queue down and leaves. The \
        producer is told, with the item that nobody will get.";
    const PYTHON: &'static str = include_str!("../python/back-pressure/consumer-shuts-down.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let queue = Queue::bounded_in(cx.params.limit as usize);
        produce(*cx, queue, |queue| {
            queue.get().expect("nobody else shuts it down");
            queue.shutdown(Shutdown::Immediate);
        });
    }
}

/// Gets until the queue is shut down.
fn consume_all<R: Runtime>(queue: &Queue<u32, R>) {
    for (expected, item) in (1..).zip(queue) {
        assert_eq!(item, expected, "the next item");
    }
}

/// The main thread is the producer.
fn produce<R: Runtime>(
    cx: Cx<R, Sizes>,
    queue: Queue<u32, R>,
    consume: impl FnOnce(&Queue<u32, R>) + Send + 'static,
) {
    let queue = Arc::new(queue.named("queue"));
    let consumer = cx.spawn("consumer", {
        let queue = Arc::clone(&queue);
        move || consume(&queue)
    });
    for item in 1..=cx.params.items {
        if queue.put(item).is_err() {
            break; // Nobody wants any more.
        }
        assert!(queue.len() <= cx.params.limit as usize);
    }
    queue.shutdown(Shutdown::Drain);
    cx.join_all([consumer]);
}
