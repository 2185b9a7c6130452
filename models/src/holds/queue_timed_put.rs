//! Room is not lost when one of those who wait for it gives up.
//!
//! ```text
//! a full queue for two items
//! ann:   put
//! ben:   put, but not for long;  if that worked: get an item
//! main:  get
//! ```
//!
//! *Invariant*: ann puts her item. If ben gives up just when he is woken for the room, he wakes
//! her: a put that fails passes its wake-up on.
//!
//! Weave: 20,000 executions, of more. loom: 3,669 executions with at most 2 preemptions. Shuttle:
//! 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use super::queue_side::{Room, one_gives_up};

/// Of two threads that wait for room in a [`Queue`](sync::Queue), one gives up at some time.
#[derive(Debug)]
pub struct QueueTimedPut;

impl Scenario for QueueTimedPut {
    const NAME: &'static str = "queue/timed-put";
    const STORY: &'static str = "Two threads wait for room in a full queue, and one of them \
        gives up at some time. The other one gets it.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, Room<R>>(cx);
    }
}
