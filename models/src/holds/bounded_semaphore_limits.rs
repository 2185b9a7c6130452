//! A bounded semaphore of one permit lets one thread in at a time, and hands on what it did.
//!
//! ```text
//! each of 2:  acquire;  add 1 to a plain variable;  release
//! ```
//!
//! *Invariant*: no two accesses to the variable race, and in the end it is 2. It gives permits back
//! by other code than a [`Semaphore`](sync::Semaphore), since it has to compare first.
//!
//! loom: all 2,145 executions. Shuttle: all 20,638.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::BoundedSemaphore;

use super::lock_mutual_exclusion::Exclusion;
use super::lock_publishes::two_add;

/// Two threads change a plain variable, each with the one permit of a [`BoundedSemaphore`].
#[derive(Debug)]
pub struct BoundedSemaphoreLimits;

impl Scenario for BoundedSemaphoreLimits {
    const NAME: &'static str = "bounded-semaphore/limits";
    const STORY: &'static str = "A bounded semaphore with one permit does for a lock.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_add::<R, BoundedSemaphore<R>>(cx);
    }
}

impl<R: Runtime> Exclusion<R> for BoundedSemaphore<R> {
    fn new() -> Self {
        Self::new_in(1).named("semaphore")
    }

    fn exclusively(&self, job: impl FnOnce()) {
        let _permit = self.acquire();
        job();
    }
}
