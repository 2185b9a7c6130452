//! A wait gives up all levels of a recursive lock, and takes all of them back.
//!
//! ```text
//! main:  acquire;  acquire;  start ann;  wait;  how many levels?  release;  release
//! ann:   acquire;  notify one;  release
//! ```
//!
//! *Invariant*: ann gets in, and main has two levels again afterwards.
//!
//! loom: 6,180 executions with at most 5 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, RawRLock};

/// A thread that has a [`RawRLock`] twice waits with a [`Condition`].
#[derive(Debug)]
pub struct ConditionOverRLock;

impl Scenario for ConditionOverRLock {
    const NAME: &'static str = "condition/over-rlock";
    const STORY: &'static str = "A thread that has a recursive lock twice waits to be notified. \
        Another one gets the lock meanwhile, and the first has it twice again afterwards.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        wait_with_two_levels::<R, Condition<R>>(cx);
    }
}

/// What one can wait with while a recursive lock is given up.
pub(crate) trait WaitingOverRLock<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn wait(&self, lock: &RawRLock<R>);
    fn notify_one(&self, lock: &RawRLock<R>);
}

impl<R: Runtime> WaitingOverRLock<R> for Condition<R> {
    fn new() -> Self {
        Self::new_in().named("condition")
    }

    fn wait(&self, lock: &RawRLock<R>) {
        let _ = self.wait_raw(lock, Deadline::NEVER).expect("the caller has the lock");
    }

    fn notify_one(&self, lock: &RawRLock<R>) {
        assert_eq!(self.notify_raw(1, lock), Ok(1), "somebody waits");
    }
}

pub(crate) fn wait_with_two_levels<R: Runtime, W: WaitingOverRLock<R>>(cx: &Cx<R, NoParams>) {
    let room = Arc::new((RawRLock::<R>::new_in().named("rlock"), W::new()));
    let (lock, condition) = &*room;
    lock.acquire();
    lock.acquire();
    let other = cx.spawn("ann", {
        let room = Arc::clone(&room);
        move || {
            let (lock, condition) = &*room;
            lock.acquire();
            condition.notify_one(lock);
            lock.release().expect("ann has it");
        }
    });
    condition.wait(lock);
    assert_eq!(lock.level(), 2);
    lock.release().expect("main has it twice");
    lock.release().expect("main has it once");
    cx.join_all([other]);
}
