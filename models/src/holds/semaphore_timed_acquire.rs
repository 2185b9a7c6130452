//! A permit is neither lost nor doubled when one of those who wait gives up.
//!
//! ```text
//! ann:   acquire;  release
//! ben:   acquire, but not for long;  if that worked: release
//! main:  release
//! ```
//!
//! *Invariant*: ann gets a permit, and one is left in the end.
//!
//! loom: 36,350 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Semaphore;

/// Of two threads that wait for a [`Semaphore`], one gives up at some time.
#[derive(Debug)]
pub struct SemaphoreTimedAcquire;

impl Scenario for SemaphoreTimedAcquire {
    const NAME: &'static str = "semaphore/timed-acquire";
    const STORY: &'static str = "Two threads wait for the same permit, and one of them gives up at \
        some time. The other one gets it, and it is still there in the end.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let semaphore = Arc::new(Semaphore::<R>::new_in(0).named("semaphore"));
        let threads = [
            cx.spawn("ann", {
                let semaphore = Arc::clone(&semaphore);
                move || drop(semaphore.acquire())
            }),
            cx.spawn("ben", {
                let semaphore = Arc::clone(&semaphore);
                move || {
                    let permit = semaphore.acquire_until(cx.soon());
                    R::outcome("ben was in time", permit.is_ok());
                }
            }),
        ];
        semaphore.release().expect("far from the limit");
        cx.join_all(threads);
        assert_eq!(semaphore.available(), 1, "permits left");
    }
}
