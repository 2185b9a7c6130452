//! A thread that sleeps for a lock is woken, whoever else sleeps beside it.
//!
//! ```text
//! each of 3:  lock;  unlock
//! ```
//!
//! *Invariant*: all three end. With two sleepers, who woke the first one has to leave word of the
//! second.
//!
//! loom: 56,101 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

use super::lock_mutual_exclusion::Exclusion;

/// Three threads lock a [`Lock`] once each.
#[derive(Debug)]
pub struct LockNoLostWakeup;

impl Scenario for LockNoLostWakeup {
    const NAME: &'static str = "lock/no-lost-wakeup";
    const STORY: &'static str = "Three threads lock a lock once each, and each gets it.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        three_inside::<R, Lock<(), R>>(cx);
    }
}

pub(crate) fn three_inside<R: Runtime, E: Exclusion<R>>(cx: &Cx<R, NoParams>) {
    let lock = Arc::new(E::new());
    let others = ["ann", "ben"].map(|name| {
        let lock = Arc::clone(&lock);
        cx.spawn(name, move || lock.exclusively(|| ()))
    });
    lock.exclusively(|| ());
    cx.join_all(others);
}
