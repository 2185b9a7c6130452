//! Two threads that want the same lock are never inside together.
//!
//! ```text
//! each of 2:  lock
//!             how many were inside?  one more is
//!             one less is
//!             unlock
//! ```
//!
//! *Invariant*: nobody was inside.
//!
//! loom: all 1,118 executions. Shuttle: all 6,506.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

/// Two threads lock a [`Lock`].
#[derive(Debug)]
pub struct LockMutualExclusion;

impl Scenario for LockMutualExclusion {
    const NAME: &'static str = "lock/mutual-exclusion";
    const STORY: &'static str = "Two threads lock a lock, and are never inside together.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_inside::<R, Lock<(), R>>(cx);
    }
}

/// What lets one thread in at a time.
pub(crate) trait Exclusion<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;

    /// Does `job` while nobody else is inside.
    fn exclusively(&self, job: impl FnOnce());
}

impl<R: Runtime> Exclusion<R> for Lock<(), R> {
    fn new() -> Self {
        Self::new_in(()).named("lock")
    }

    fn exclusively(&self, job: impl FnOnce()) {
        let _inside = self.lock();
        job();
    }
}

pub(crate) fn two_inside<R: Runtime, E: Exclusion<R>>(cx: &Cx<R, NoParams>) {
    // Relaxed: read-modify-writes see the newest value, and nothing else is to be ordered.
    let room = Arc::new((E::new(), R::AtomicU32::new(0)));
    let visit = |room: &(E, R::AtomicU32)| {
        let (lock, inside) = room;
        lock.exclusively(|| {
            assert_eq!(inside.fetch_add(1, Relaxed), 0, "how many were inside");
            inside.fetch_sub(1, Relaxed);
        });
    };
    let other = Arc::clone(&room);
    let other = cx.spawn("ann", move || visit(&other));
    visit(&room);
    cx.join_all([other]);
}
