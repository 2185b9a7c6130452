//! A join returns when every item is done, with all that was done for them, and not before.
//!
//! ```text
//! ann:   get;  write a plain variable;  task_done
//! main:  put;  join;  read the variable
//! ```
//!
//! *Invariant*: main reads what ann wrote, and does not wait for ever.
//!
//! Weave: all 81 executions. loom: 260 executions with at most 3 preemptions. Shuttle: 5,000, drawn
//! at random.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// A thread puts into a [`JoinableQueue`] and joins it, another one works.
#[derive(Debug)]
pub struct QueueJoin;

impl Scenario for QueueJoin {
    const NAME: &'static str = "queue/join";
    const STORY: &'static str = "A thread puts a task and waits until it is done. Another one does \
        it, and what it wrote is there then.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        put_and_join::<R, JoinableQueue<u32, R>>(cx);
    }
}

/// A queue whose items are counted until they are done.
pub(crate) trait Counted<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn put(&self);
    fn get(&self);
    /// Whether there was something that was not done.
    fn task_done(&self) -> bool;
    fn join(&self);
}

impl<R: Runtime> Counted<R> for JoinableQueue<u32, R> {
    fn new() -> Self {
        Self::bounded_in(1).named("queue")
    }

    fn put(&self) {
        JoinableQueue::put(self, 1).expect("nobody shuts the queue down");
    }

    fn get(&self) {
        assert_eq!(JoinableQueue::get(self), Ok(1));
    }

    fn task_done(&self) -> bool {
        JoinableQueue::task_done(self).is_ok()
    }

    fn join(&self) {
        JoinableQueue::join(self);
    }
}

pub(crate) fn put_and_join<R: Runtime, Q: Counted<R>>(cx: &Cx<R, NoParams>) {
    let shared = Arc::new((Q::new(), R::Shared::new(0_u32).named("result")));
    let worker = cx.spawn("ann", {
        let shared = Arc::clone(&shared);
        move || {
            let (queue, result) = &*shared;
            queue.get();
            result.set(1);
            assert!(queue.task_done());
        }
    });
    let (queue, result) = &*shared;
    queue.put();
    queue.join();
    assert_eq!(result.get(), 1);
    cx.join_all([worker]);
}
