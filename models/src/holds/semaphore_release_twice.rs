//! A permit that is given while there is one already wakes a thread, too.
//!
//! ```text
//! each of 2:  acquire
//! main:       release;  release
//! ```
//!
//! *Invariant*: both get a permit, and none is left. The second release comes when the first
//! permit may still be there, its taker being awake but not yet back.
//!
//! loom: 69,107 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Semaphore;

use super::semaphore_release_two::give_to_two;

/// Two threads wait for a [`Semaphore`], and a third one gives two permits, one by one.
#[derive(Debug)]
pub struct SemaphoreReleaseTwice;

impl Scenario for SemaphoreReleaseTwice {
    const NAME: &'static str = "semaphore/release-twice";
    const STORY: &'static str = "Two threads wait for a permit each, and both get one when two are \
        given one after the other.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        give_to_two::<R, Semaphore<R>>(cx, &[1, 1]);
    }
}
