//! A put that fails after it was woken passes the wake-up on.
//!
//! ```text
//! a full queue for one item
//! put:   lock;  while the queue is full: wait for room
//!        insert;  if that fails: [notify one who waits for room];  fail
//! get:   lock;  take the item;  notify one who waits for room
//! ann:   put something that cannot be inserted
//! ben:   put
//! main:  get;  wait for ben's end;  get;  wait for ann's end
//! ```
//!
//! *Invariant*: both end. The room that ann was told about is ben's if she has no use for it; and
//! if he was faster, she is told again.
//!
//! loom: 31,193 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock, LockGuard};

/// A failed put notifies the next one.
#[derive(Debug)]
pub struct QueueFailedPut;

impl Scenario for QueueFailedPut {
    const NAME: &'static str = "queue/failed-put";
    const STORY: &'static str = "Two threads wait to put something into a full queue. There is room, \
        the first one is woken and fails, and the second one gets the room.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_put_fails::<R, PassesOn>(cx);
    }
}

/// What a put does when it fails.
pub(crate) trait OnFailure: Send + Sync + 'static {
    fn failed<R: Runtime>(room: &Condition<R>, items: &LockGuard<'_, u32, R>);
}

struct PassesOn;

impl OnFailure for PassesOn {
    fn failed<R: Runtime>(room: &Condition<R>, items: &LockGuard<'_, u32, R>) {
        room.notify_one(items);
    }
}

/// A queue for one item.
struct Queue<R: Runtime> {
    /// How many are in it.
    items: Lock<u32, R>,
    room: Condition<R>,
}

impl<R: Runtime> Queue<R> {
    /// Whether it worked; it does not if the item `is_bad`.
    fn put<F: OnFailure>(&self, is_bad: bool) -> bool {
        let mut items = self.room.wait_while(self.items.lock(), |items| **items == 1);
        if is_bad {
            F::failed(&self.room, &items);
            return false;
        }
        *items += 1;
        true
    }

    fn get(&self) {
        let mut items = self.items.lock();
        *items -= 1;
        self.room.notify_one(&items);
    }
}

pub(crate) fn one_put_fails<R: Runtime, F: OnFailure>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new(Queue::<R> {
        items: Lock::new_in(1).named("items"),
        room: Condition::new_in().named("room"),
    });
    let [ann, ben] = [("ann", true), ("ben", false)].map(|(name, is_bad)| {
        let queue = Arc::clone(&queue);
        cx.spawn(name, move || assert_eq!(queue.put::<F>(is_bad), !is_bad))
    });
    queue.get();
    cx.join_all([ben]);
    queue.get();
    cx.join_all([ann]);
}
