//! Of two threads that release the same acquisition, one succeeds.
//!
//! ```text
//! main:  acquire;  start ann;  release
//! ann:   release
//! ```
//!
//! *Invariant*: exactly one of the two is told that it released the lock.
//!
//! loom: all 19 executions. Shuttle: all 21.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::RawLock;

use crate::tally::Tally;

/// Two threads release a [`RawLock`] that was acquired once.
#[derive(Debug)]
pub struct LockTwoReleases;

impl Scenario for LockTwoReleases {
    const NAME: &'static str = "lock/two-releases";
    const STORY: &'static str = "Two threads release a lock that was acquired once, and exactly one \
        of them succeeds.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_releases::<R, RawLock<R>>(cx);
    }
}

/// A lock that any thread may release.
pub(crate) trait Releasable<R: Runtime>: Send + Sync + 'static {
    fn acquired() -> Self;

    /// Whether it was held.
    fn release(&self) -> bool;
}

impl<R: Runtime> Releasable<R> for RawLock<R> {
    fn acquired() -> Self {
        let lock = Self::new_in().named("lock");
        lock.acquire();
        lock
    }

    fn release(&self) -> bool {
        RawLock::release(self).is_ok()
    }
}

pub(crate) fn two_releases<R: Runtime, L: Releasable<R>>(cx: &Cx<R, NoParams>) {
    let lock = Arc::new(L::acquired());
    let released = Tally::default();
    let release = |lock: &L, released: &Tally| released.add(u32::from(lock.release()));
    let other = cx.spawn("ann", {
        let (lock, released) = (Arc::clone(&lock), released.clone());
        move || release(&lock, &released)
    });
    release(&lock, &released);
    cx.join_all([other]);
    assert_eq!(released.total(), 1, "how many released it");
}
