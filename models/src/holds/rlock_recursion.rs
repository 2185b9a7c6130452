//! Others get in only after the last release.
//!
//! ```text
//! main:  acquire;  acquire;  inside = 1
//!        release;  inside = 0;  release
//! ann:   acquire;  is main inside?  release
//! ```
//!
//! *Invariant*: when ann is inside, main is not, not even with its first level.
//!
//! loom: all 8,840 executions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::RawRLock;

/// A thread acquires a [`RawRLock`] twice, and another one once.
#[derive(Debug)]
pub struct RLockRecursion;

impl Scenario for RLockRecursion {
    const NAME: &'static str = "rlock/recursion";
    const STORY: &'static str = "A thread acquires a recursive lock twice. Another one gets it only \
        after both are released.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        twice_and_once::<R, RawRLock<R>>(cx);
    }
}

/// A lock that its owner may acquire again.
pub(crate) trait Recursive<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn acquire(&self);

    /// Whether the calling thread had it.
    fn release(&self) -> bool;
}

impl<R: Runtime> Recursive<R> for RawRLock<R> {
    fn new() -> Self {
        Self::new_in().named("rlock")
    }

    fn acquire(&self) {
        RawRLock::acquire(self);
    }

    fn release(&self) -> bool {
        RawRLock::release(self).is_ok()
    }
}

pub(crate) fn twice_and_once<R: Runtime, L: Recursive<R>>(cx: &Cx<R, NoParams>) {
    // Relaxed: the lock orders the accesses, and if it does not, a wrong value may show.
    let room = Arc::new((L::new(), R::AtomicU32::new(0)));
    let other = cx.spawn("ann", {
        let room = Arc::clone(&room);
        move || {
            let (lock, inside) = &*room;
            lock.acquire();
            assert_eq!(inside.load(Relaxed), 0, "levels of main");
            lock.release();
        }
    });
    let (lock, inside) = &*room;
    lock.acquire();
    lock.acquire();
    inside.store(1, Relaxed);
    lock.release();
    inside.store(0, Relaxed);
    lock.release();
    cx.join_all([other]);
}
