//! Nothing foreign runs under a queue's lock, not even the destructor of an item.
//!
//! ```text
//! put:         lock;  push;  unlock
//! clear:       lock;  take all items out;  unlock;  drop them
//! an item:     when it is dropped: put another one into the same queue
//! main:        clear a queue with such an item in it
//! ann:         put
//! ```
//!
//! *Invariant*: both end, and two items are in the queue or one, as ann came after the clear or
//! before it.
//!
//! loom: all 75,353 executions. Shuttle: all 28,882.

use std::mem;
use std::sync::{Arc, Weak};

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

/// A queue is cleared, and its items are dropped when it is unlocked again.
#[derive(Debug)]
pub struct QueueDropsOutside;

impl Scenario for QueueDropsOutside {
    const NAME: &'static str = "queue/drops-outside";
    const STORY: &'static str = "A queue is cleared. The destructor of an item puts another one into \
        the same queue, which is unlocked by then.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        clear_and_put::<R, Outside>(cx);
    }
}

/// How the items are taken out of a queue and dropped.
pub(crate) trait Clears: Send + Sync + 'static {
    fn clear<R: Runtime>(items: &Lock<Vec<Item<R>>, R>);
}

struct Outside;

impl Clears for Outside {
    fn clear<R: Runtime>(items: &Lock<Vec<Item<R>>, R>) {
        let cleared = mem::take(&mut *items.lock());
        drop(cleared);
    }
}

pub(crate) struct Queue<R: Runtime> {
    items: Lock<Vec<Item<R>>, R>,
}

impl<R: Runtime> Queue<R> {
    fn put(&self, item: Item<R>) {
        self.items.lock().push(item);
    }
}

/// An item that puts another one into `successor_in` when it is dropped.
pub(crate) struct Item<R: Runtime> {
    successor_in: Weak<Queue<R>>,
}

impl<R: Runtime> Item<R> {
    fn without_successor() -> Self {
        Self { successor_in: Weak::new() }
    }
}

impl<R: Runtime> Drop for Item<R> {
    fn drop(&mut self) {
        if R::is_abandoned() {
            return;
        }
        if let Some(queue) = self.successor_in.upgrade() {
            queue.put(Self::without_successor());
        }
    }
}

pub(crate) fn clear_and_put<R: Runtime, C: Clears>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Queue::<R> { items: Lock::new_in(Vec::new()).named("items") });
    queue.put(Item { successor_in: Arc::downgrade(&queue) });
    let other = cx.spawn("ann", {
        let queue = Arc::clone(&queue);
        move || queue.put(Item::without_successor())
    });
    C::clear(&queue.items);
    cx.join_all([other]);
    let left = queue.items.lock().len();
    assert!(left == 1 || left == 2);
    R::outcome("items left", left);
}
