//! Whoever puts and whoever is about to sleep look at one another's word, with a fence in between.
//!
//! ```text
//! ann:   get
//! main:  put
//! ```
//!
//! *Invariant*: ann gets the item. Without the fences each may see the other's word as it was before
//! (store buffering): main wakes nobody, and ann falls asleep. This is what
//! [`Queue`](sync::Queue) does, [laid bare](super::bare_queue).
//!
//! Weave: all 6 executions. loom: all 82 executions. Shuttle: all 101.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::bare_queue::{BareQueue, Right};
use super::queue_side::Side;

/// A queue that wakes nobody if nobody sleeps, with fences.
#[derive(Debug)]
pub struct QueueFence;

impl Scenario for QueueFence {
    const NAME: &'static str = "queue/fence";
    const STORY: &'static str = "A putter looks whether somebody sleeps, a getter whether there is \
        an item, and a fence on each side lets at least one see the other.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_for_one::<R, BareQueue<R, Right>>(cx);
    }
}

/// A thread waits for one, and main provides it.
pub(crate) fn one_for_one<R: Runtime, S: Side<R>>(cx: &Cx<R, NoParams>) {
    let side = Arc::new(S::none());
    let taker = cx.spawn("ann", {
        let side = Arc::clone(&side);
        move || assert!(side.take())
    });
    side.provide();
    cx.join_all([taker]);
}
