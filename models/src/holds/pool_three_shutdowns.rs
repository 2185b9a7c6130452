//! Three threads shut a pool down, and two of them wait to be told.
//!
//! ```text
//! pool:           one worker, and a task that waits for cleo
//! main, ann, ben: shut down, and wait
//! cleo:           lets the task go on
//! ```
//!
//! *Invariant*: all three return, and when each does no worker is left. One of them joins the thread, and the
//! worker's last step tells both of the others; would it tell one, the other one waited for ever.
//!
//! An engine that lets each thread go on as long as it can, in the order of their creation, has all of them waiting
//! in its first execution.

use std::sync::Arc;

use pool::Pending;
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Event;

use super::pool_idle_worker::pool_of;

/// A [`ThreadPool`](pool::ThreadPool) is shut down by three threads at once.
#[derive(Debug)]
pub struct PoolThreeShutdowns;

impl Scenario for PoolThreeShutdowns {
    const NAME: &'static str = "pool/three-shutdowns";
    const STORY: &'static str = "Three threads shut the same pool down, and all wait. One of them joins \
        the worker, and the others are told when it has left.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let pool = Arc::new(pool_of::<R>(1));
        let go = Arc::new(Event::<R>::new_in());
        let task = {
            let go = Arc::clone(&go);
            move || go.wait()
        };
        pool.submit(task).expect("the pool is open");
        let shut_down = move || {
            pool.shutdown(Pending::Finish).expect("it is no worker");
            assert_eq!(pool.workers(), 0, "workers");
        };
        let threads = ["ann", "ben"].map(|name| cx.spawn(name, shut_down.clone()));
        let cleo = cx.spawn("cleo", move || go.set());
        shut_down();
        cx.join_all(threads);
        cx.join_all([cleo]);
    }
}
