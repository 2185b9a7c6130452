//! A deadline that passes before a thread could arrive fails that thread alone.
//!
//! ```text
//! a barrier for 1
//! ann:   wait, but not for long
//! main:  wait;  is it broken?
//! ```
//!
//! Each is a cycle of its own, so one may have to wait until the other has left.
//!
//! *Invariant*: main gets through; ann too, unless she was kept waiting at the entry for too long.
//! The barrier is not broken.
//!
//! loom: 7,117 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Barrier, BarrierError};

/// A thread comes to a [`Barrier`] while the previous cycle leaves, and gives up.
#[derive(Debug)]
pub struct BarrierTimeoutAtEntry;

impl Scenario for BarrierTimeoutAtEntry {
    const NAME: &'static str = "barrier/timeout-at-entry";
    const STORY: &'static str = "A thread gives up before it could enter a barrier, because others \
        are still leaving. Nobody else is concerned.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let barrier = Arc::new(Barrier::<R>::new_in(1).named("barrier"));
        let impatient = cx.spawn("ann", {
            let barrier = Arc::clone(&barrier);
            move || {
                let arrival = barrier.wait_until(cx.soon());
                assert!(matches!(arrival, Ok(_) | Err(BarrierError::TimedOut)));
                R::outcome("ann got in", arrival.is_ok());
            }
        });
        let arrival = barrier.wait();
        assert!(arrival.is_ok());
        cx.join_all([impatient]);
        assert!(!barrier.is_broken());
    }
}
