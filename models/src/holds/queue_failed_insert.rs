//! A put that fails leaves nothing behind.
//!
//! ```text
//! put:   lock;  add the item;  find its place by comparing
//!        if it cannot be compared: [take it out again];  fail
//!        else: one more is unfinished
//! ann:   put something that cannot be compared
//! main:  put a number
//! ```
//!
//! *Invariant*: there are as many items as are unfinished.
//!
//! Weave: all 28 executions. loom: all 1,118 executions. Shuttle: all 719.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

/// An item that has no place is taken out again.
#[derive(Debug)]
pub struct QueueFailedInsert;

impl Scenario for QueueFailedInsert {
    const NAME: &'static str = "queue/failed-insert";
    const STORY: &'static str = "Something that cannot be compared is put into a queue that is \
        sorted. The put fails, and the queue is as it was.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_cannot_be_compared::<R, TakesOut>(cx);
    }
}

/// What a put does with an item that has no place.
pub(crate) trait OnFailure: Send + Sync + 'static {
    fn failed(items: &mut Vec<f64>);
}

struct TakesOut;

impl OnFailure for TakesOut {
    fn failed(items: &mut Vec<f64>) {
        items.pop();
    }
}

#[derive(Debug, Default)]
struct Sorted {
    items: Vec<f64>,
    unfinished: usize,
}

impl Sorted {
    /// Whether it worked; it does not if the item cannot be compared.
    fn put<F: OnFailure>(&mut self, item: f64) -> bool {
        self.items.push(item);
        if item.is_nan() {
            F::failed(&mut self.items);
            return false;
        }
        self.items.sort_by(f64::total_cmp);
        self.unfinished += 1;
        true
    }
}

pub(crate) fn one_cannot_be_compared<R: Runtime, F: OnFailure>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Lock::<Sorted, R>::new_in(Sorted::default()).named("queue"));
    let other = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || assert!(!queue.lock().put::<F>(f64::NAN))
    });
    assert!(queue.lock().put::<F>(1.0));
    cx.join_all([other]);
    let queue = queue.lock();
    assert_eq!(queue.items.len(), queue.unfinished);
}
