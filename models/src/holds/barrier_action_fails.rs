//! An action that fails fails the whole cycle, and a reset mends the barrier.
//!
//! ```text
//! a barrier for 2, whose action fails
//! each of 2:  wait
//! main:       when both have left: reset
//! ```
//!
//! *Invariant*: one of the two is told that the action failed, and the other that the barrier is
//! broken. It is, until the reset.
//!
//! loom: 10,548 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Barrier, BarrierError};

use crate::tally::Tally;

/// Two threads meet at a [`Barrier`] whose action fails.
#[derive(Debug)]
pub struct BarrierActionFails;

impl Scenario for BarrierActionFails {
    const NAME: &'static str = "barrier/action-fails";
    const STORY: &'static str = "Two threads meet, and the action fails. The one that ran it is told \
        why, the other that the barrier is broken.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let barrier = Barrier::<R>::new_in(2).named("barrier").with_action(|| Err("no key".into()));
        let barrier = Arc::new(barrier);
        let told_why = Tally::default();
        let meet = |barrier: &Barrier<R>, told_why: &Tally| match barrier.wait() {
            Err(BarrierError::Action(_)) => told_why.add(1),
            other => assert!(matches!(other, Err(BarrierError::Broken))),
        };
        let other = cx.spawn("ann", {
            let (barrier, told_why) = (Arc::clone(&barrier), told_why.clone());
            move || meet(&barrier, &told_why)
        });
        meet(&barrier, &told_why);
        cx.join_all([other]);
        assert_eq!(told_why.total(), 1, "how many were told why");
        assert!(barrier.is_broken());
        barrier.reset();
        assert!(!barrier.is_broken());
    }
}
