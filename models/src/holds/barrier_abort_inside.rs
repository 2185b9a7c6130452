//! An abort lets go whoever waits, and nobody waits afterwards.
//!
//! ```text
//! a barrier for 3
//! each of 2:  wait
//! main:       abort
//! ```
//!
//! *Invariant*: both waits fail, before the abort or after it, and the barrier is broken.
//!
//! loom: 18,682 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

use super::barrier_two_cycles::{Broken, Meeting};

/// A [`Barrier`] is aborted while two threads may wait at it.
#[derive(Debug)]
pub struct BarrierAbortInside;

impl Scenario for BarrierAbortInside {
    const NAME: &'static str = "barrier/abort-inside";
    const STORY: &'static str = "A barrier is aborted while two threads come to it. Both are told \
        that it is broken.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let barrier = Arc::new(<Barrier<R> as Meeting<R>>::new(3));
        let threads = ["ann", "ben"].map(|name| {
            let barrier = Arc::clone(&barrier);
            cx.spawn(name, move || {
                assert_eq!(Meeting::wait(&*barrier, Deadline::NEVER), Err(Broken));
            })
        });
        barrier.abort();
        cx.join_all(threads);
        assert!(barrier.is_broken());
    }
}
