//! Setter and waiter look at one another's word, and nothing keeps writing before reading.
//!
//! The program is that of [`EventFence`](crate::holds::EventFence), without the fences. It is the
//! reordering that even x86 has: a write may wait in a buffer while the next read is done.
//!
//! loom: breaks in execution 9. Shuttle: never, in all 85.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::event_fence::{Between, TwoWords};
use crate::holds::event_publishes::set_and_wait;

/// A setter that wakes nobody if nobody sleeps, without fences.
#[derive(Debug)]
pub struct EventNoFence;

impl Scenario for EventNoFence {
    const NAME: &'static str = "event/no-fence";
    const STORY: &'static str = "A setter sees nobody sleep and a waiter sees no flag, each because \
        the other's write is still under way.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        set_and_wait::<R, TwoWords<R, Nothing>>(cx);
    }
}

struct Nothing;

impl Between for Nothing {
    // The mistake: it takes a `SeqCst` fence on both sides.
    fn between<R: Runtime>() {}
}
