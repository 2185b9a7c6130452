//! Two permits given at once wake two threads.
//!
//! ```text
//! each of 2:  acquire
//! main:       release(2)
//! ```
//!
//! *Invariant*: both get a permit, and none is left.
//!
//! loom: 48,936 executions with at most 4 preemptions. Shuttle: 5,000, drawn at random.

use std::num::NonZeroU32;
use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Semaphore;

/// Two threads wait for a [`Semaphore`], and a third one gives two permits at once.
#[derive(Debug)]
pub struct SemaphoreReleaseTwo;

impl Scenario for SemaphoreReleaseTwo {
    const NAME: &'static str = "semaphore/release-two";
    const STORY: &'static str = "Two threads wait for a permit each, and both get one when two are \
        given at once.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        give_to_two::<R, Semaphore<R>>(cx, &[2]);
    }
}

/// A counter of permits.
pub(crate) trait Permits<R: Runtime>: Send + Sync + 'static {
    /// Without any.
    fn none() -> Self;
    fn take(&self);
    fn give(&self, permits: u32);
    fn left(&self) -> u32;
}

impl<R: Runtime> Permits<R> for Semaphore<R> {
    fn none() -> Self {
        Self::new_in(0).named("semaphore")
    }

    fn take(&self) {
        self.acquire().forget();
    }

    fn give(&self, permits: u32) {
        match NonZeroU32::new(permits) {
            Some(NonZeroU32::MIN) => self.release().expect("far from the limit"),
            Some(several) => self.release_many(several).expect("far from the limit"),
            None => {}
        }
    }

    fn left(&self) -> u32 {
        self.available()
    }
}

/// Two threads take a permit each, which main gives in these portions.
pub(crate) fn give_to_two<R: Runtime, P: Permits<R>>(cx: &Cx<R, NoParams>, portions: &[u32]) {
    let semaphore = Arc::new(P::none());
    let takers = ["ann", "ben"].map(|name| {
        let semaphore = Arc::clone(&semaphore);
        cx.spawn(name, move || semaphore.take())
    });
    for permits in portions {
        semaphore.give(*permits);
    }
    cx.join_all(takers);
    assert_eq!(semaphore.left(), 0, "permits that nobody took");
}
