//! Only the owner of a recursive lock can release it, and always can.
//!
//! ```text
//! main:  acquire;  release: succeeds
//! ann:   release: refused;  acquire;  release: succeeds
//! ```
//!
//! *Invariant*: whatever the other thread does meanwhile, these are the answers.
//!
//! loom: all 6,081 executions. Shuttle: all 42,360.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::RawRLock;

use super::rlock_recursion::Recursive;

/// Two threads own a [`RawRLock`] one after the other, and one also tries to release it before.
#[derive(Debug)]
pub struct RLockReleasedByAStranger;

impl Scenario for RLockReleasedByAStranger {
    const NAME: &'static str = "rlock/released-by-a-stranger";
    const STORY: &'static str = "A thread that does not own a recursive lock is refused to release \
        it, and a thread that does never is.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        owner_and_stranger::<R, RawRLock<R>>(cx);
    }
}

pub(crate) fn owner_and_stranger<R: Runtime, L: Recursive<R>>(cx: &Cx<R, NoParams>) {
    let lock = Arc::new(L::new());
    let own = |lock: &L| {
        lock.acquire();
        let owner_may = lock.release();
        assert!(owner_may);
    };
    let other = cx.spawn("ann", {
        let lock = Arc::clone(&lock);
        move || {
            let stranger_may = lock.release();
            assert!(!stranger_may);
            own(&lock);
        }
    });
    own(&lock);
    cx.join_all([other]);
}
