//! A wake-up that goes to somebody who is about to give up is not lost.
//!
//! ```text
//! main:  lock;  start ann and ben;  unlock
//! ann:   lock;  unlock
//! ben:   lock, but not for long;  if that worked: unlock
//! ```
//!
//! *Invariant*: all three end. If the one wake-up of main's unlock goes to ben, then ben gets the
//! lock and wakes ann, or somebody else has it and will.
//!
//! loom: 64,419 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

use super::lock_mutual_exclusion::Exclusion;

/// Of two threads that sleep for a [`Lock`], one gives up at some time.
#[derive(Debug)]
pub struct LockTimedWaiter;

impl Scenario for LockTimedWaiter {
    const NAME: &'static str = "lock/timed-waiter";
    const STORY: &'static str = "Two threads sleep for a lock, and one of them gives up at some \
        time. The other one gets the lock.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        one_gives_up::<R, Lock<(), R>>(cx);
    }
}

/// An [`Exclusion`] that one need not wait for for ever.
pub(crate) trait TimedExclusion<R: Runtime>: Exclusion<R> {
    /// Does `job`, unless the deadline passes first; whether it did.
    fn exclusively_until(&self, deadline: Deadline, job: impl FnOnce()) -> bool;
}

impl<R: Runtime> TimedExclusion<R> for Lock<(), R> {
    fn exclusively_until(&self, deadline: Deadline, job: impl FnOnce()) -> bool {
        self.lock_until(deadline).map(|_inside| job()).is_some()
    }
}

pub(crate) fn one_gives_up<R: Runtime, E: TimedExclusion<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let lock = Arc::new(E::new());
    let mut threads = Vec::new();
    lock.exclusively(|| {
        let here = Arc::clone(&lock);
        threads.push(cx.spawn("ann", move || here.exclusively(|| ())));
        let here = Arc::clone(&lock);
        threads.push(cx.spawn("ben", move || {
            let was_in_time = here.exclusively_until(cx.soon(), || ());
            R::outcome("ben was in time", was_in_time);
        }));
    });
    cx.join_all(threads);
}
