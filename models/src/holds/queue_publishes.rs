//! What was done before an item was put is seen by who gets it.
//!
//! ```text
//! ann:   write a plain variable;  put
//! main:  if there is something to get: read the variable
//! ```
//!
//! *Invariant*: main reads what ann wrote.
//!
//! Weave: all 2 executions. loom: all 23 executions. Shuttle: all 1,596.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::Queue;

/// A thread writes and puts something into a [`Queue`], another one gets it and reads.
#[derive(Debug)]
pub struct QueuePublishes;

impl Scenario for QueuePublishes {
    const NAME: &'static str = "queue/publishes";
    const STORY: &'static str = "A thread writes a letter and puts word of it into a queue. Another \
        one gets the word and reads the letter.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        write_and_put::<R, Queue<(), R>>(cx);
    }
}

/// A queue for a word.
pub(crate) trait Word<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn put(&self);
    /// Whether it was there.
    fn try_get(&self) -> bool;
}

impl<R: Runtime> Word<R> for Queue<(), R> {
    fn new() -> Self {
        Self::bounded_in(1).named("queue")
    }

    fn put(&self) {
        self.try_put(()).expect("there is room");
    }

    fn try_get(&self) -> bool {
        Queue::try_get(self).is_ok()
    }
}

pub(crate) fn write_and_put<R: Runtime, Q: Word<R>>(cx: &Cx<R, NoParams>) {
    let post = Arc::new((Q::new(), R::Shared::new(0_u32).named("letter")));
    let writer = cx.spawn("ann", {
        let post = Arc::clone(&post);
        move || {
            post.1.set(1);
            post.0.put();
        }
    });
    let is_there = post.0.try_get();
    if is_there {
        assert_eq!(post.1.get(), 1);
    }
    cx.join_all([writer]);
    R::outcome("is there", is_there);
}
