//! A shutdown ends every wait.
//!
//! ```text
//! get:       lock;  while there is no item: if it is shut down: fail, else wait
//! shutdown:  lock;  it is shut down;  notify all
//! each of 2: get
//! main:      shutdown
//! ```
//!
//! *Invariant*: both gets fail, and none sleeps on.
//!
//! loom: 18,705 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock, LockGuard};

/// A shutdown notifies all.
#[derive(Debug)]
pub struct QueueShutdown;

impl Scenario for QueueShutdown {
    const NAME: &'static str = "queue/shutdown";
    const STORY: &'static str = "Two threads wait for an item, and the queue is shut down. Both are \
        told.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_gets_and_shutdown::<R, All>(cx);
    }
}

/// Whom a shutdown notifies.
pub(crate) trait Told: Send + Sync + 'static {
    fn tell<R: Runtime>(filled: &Condition<R>, queue: &LockGuard<'_, bool, R>);
}

struct All;

impl Told for All {
    fn tell<R: Runtime>(filled: &Condition<R>, queue: &LockGuard<'_, bool, R>) {
        filled.notify_all(queue);
    }
}

pub(crate) fn two_gets_and_shutdown<R: Runtime, T: Told>(cx: &Cx<R, NoParams>) {
    let queue = Arc::new((
        Lock::<bool, R>::new_in(false).named("is shut down"),
        Condition::<R>::new_in().named("filled"),
    ));
    let getters = ["ann", "ben"].map(|name| {
        let queue = Arc::clone(&queue);
        cx.spawn(name, move || {
            let (lock, filled) = &*queue;
            // There is never an item, so only the shutdown ends the wait.
            drop(filled.wait_while(lock.lock(), |is_shut_down| !**is_shut_down));
        })
    });
    let (lock, filled) = &*queue;
    let mut is_shut_down = lock.lock();
    *is_shut_down = true;
    T::tell(filled, &is_shut_down);
    drop(is_shut_down);
    cx.join_all(getters);
}
