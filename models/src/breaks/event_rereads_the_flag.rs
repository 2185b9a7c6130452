//! A waiter that looks at the flag again when it wakes.
//!
//! ```text
//! set:    the word = 1;  wake all
//! clear:  the word = 0
//! wait:   while the word is 0: sleep
//! ```
//!
//! By the time a woken thread looks, the flag may be clear again, and it sleeps on (gh-57711; still
//! so in `multiprocessing.Event`). The program is that of
//! [`EventSetThenClear`](crate::holds::EventSetThenClear).
//!
//! loom: breaks in execution 12. Shuttle: in execution 30, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::event_set_then_clear::{Pulsing, pulse};

/// A thread that was woken sleeps again.
#[derive(Debug)]
pub struct EventRereadsTheFlag;

impl Scenario for EventRereadsTheFlag {
    const NAME: &'static str = "event/rereads-the-flag";
    const STORY: &'static str = "A thread waits for a flag. It is raised and lowered at once; the \
        thread wakes, finds it down, and sleeps on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        pulse::<R, TwoValues<R>>(cx);
    }
}

struct TwoValues<R: Runtime>(R::Futex);

impl<R: Runtime> Pulsing<R> for TwoValues<R> {
    type Begun = ();

    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Event).named("event".into()))
    }

    fn begin(&self) {}

    fn wait(&self, (): ()) {
        R::call(&self.0, "wait", || {
            // The mistake: it has to remember how things were when the wait began.
            while self.0.load(Acquire) == 0 {
                let _ = self.0.wait(0, Deadline::NEVER);
            }
        });
    }

    fn set(&self) {
        R::call(&self.0, "set", || {
            self.0.fetch_or(1, Release);
            self.0.wake_all();
        });
    }

    fn clear(&self) {
        R::call(&self.0, "clear", || self.0.swap(0, Relaxed));
    }
}
