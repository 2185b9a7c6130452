//! An item that is lost on its way gives its slot back.
//!
//! ```text
//! slots:   a semaphore for one item
//! put:     take a slot;  hand the item to the feeder
//! feeder:  twice: take an item;  if it cannot be written: [give the slot back];  else: write it
//! main:    put a bad item;  put a good one;  wait for the feeder's end
//! ```
//!
//! *Invariant*: both end, and the good item is written.
//!
//! Weave: all 2,792 executions. loom: 978 executions with at most 2 preemptions.
//! Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Queue, Semaphore};

use crate::tally::Tally;

/// The slot of an item that cannot be written is given back.
#[derive(Debug)]
pub struct QueueSlotGivenBack;

impl Scenario for QueueSlotGivenBack {
    const NAME: &'static str = "queue/slot-given-back";
    const STORY: &'static str = "A queue for one item hands it to a feeder, which cannot write it \
        and gives the slot back. The next item finds it.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_item_is_bad::<R, GivesBack>(cx);
    }
}

/// What a feeder does with the slot of an item that it cannot write.
pub(crate) trait OnError: Send + Sync + 'static {
    fn lost<R: Runtime>(slots: &Semaphore<R>);
}

struct GivesBack;

impl OnError for GivesBack {
    fn lost<R: Runtime>(slots: &Semaphore<R>) {
        slots.release().expect("far from the limit");
    }
}

pub(crate) fn one_item_is_bad<R: Runtime, E: OnError>(cx: &Cx<R, NoParams>) {
    let slots = Arc::new(Semaphore::<R>::new_in(1).named("slots"));
    let buffer = Arc::new(Queue::<bool, R>::new_in().named("buffer"));
    let written = Tally::default();
    let feeder = cx.spawn("feeder", {
        let (slots, buffer, written) = (Arc::clone(&slots), Arc::clone(&buffer), written.clone());
        move || {
            for _ in 0..2 {
                if buffer.get().expect("nobody shuts the buffer down") {
                    written.add(1);
                } else {
                    E::lost(&slots);
                }
            }
        }
    });
    for is_good in [false, true] {
        slots.acquire().forget();
        buffer.put(is_good).expect("nobody shuts the buffer down");
    }
    cx.join_all([feeder]);
    assert_eq!(written.total(), 1);
    assert_eq!(slots.available(), 0, "slots beside that of the good item");
}
