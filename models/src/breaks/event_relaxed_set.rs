//! A flag that is set with an ordering that publishes nothing.
//!
//! ```text
//! set:   the word = 1, Relaxed;  wake all
//! wait:  until the word is 1: sleep
//! ```
//!
//! The program is that of [`EventPublishes`](crate::holds::EventPublishes).
//!
//! loom: breaks in execution 1. Shuttle: never, in all 26.

use runtime::Ordering::{Acquire, Relaxed};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::event_publishes::{Flag, set_and_wait};

/// The flag is seen, and what was done before it is not.
#[derive(Debug)]
pub struct EventRelaxedSet;

impl Scenario for EventRelaxedSet {
    const NAME: &'static str = "event/relaxed-set";
    const STORY: &'static str = "A thread writes a letter and raises a flag, but the flag orders \
        nothing. Another one sees the flag and not the letter.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        set_and_wait::<R, Unordered<R>>(cx);
    }
}

struct Unordered<R: Runtime>(R::Futex);

impl<R: Runtime> Flag<R> for Unordered<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Event).named("event".into()))
    }

    fn set(&self) {
        R::call(&self.0, "set", || {
            // The mistake: Release, so that the waiter's Acquire has a partner.
            self.0.swap(1, Relaxed);
            self.0.wake_all();
        });
    }

    fn wait(&self) {
        R::call(&self.0, "wait", || {
            while self.0.load(Acquire) == 0 {
                let _ = self.0.wait(0, Deadline::NEVER);
            }
        });
    }
}
