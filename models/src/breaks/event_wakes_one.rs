//! A flag whose set wakes one thread.
//!
//! ```text
//! set:   the word = 1;  wake one
//! wait:  until the word is 1: sleep
//! ```
//!
//! A permit is for one thread, a flag is for all. The program is that of
//! [`EventWakesAll`](crate::holds::EventWakesAll).
//!
//! loom: breaks in execution 352. Shuttle: in execution 146, depth first.

use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::event_publishes::Flag;
use crate::holds::event_wakes_all::two_wait;

/// The second thread sleeps on.
#[derive(Debug)]
pub struct EventWakesOne;

impl Scenario for EventWakesOne {
    const NAME: &'static str = "event/wakes-one";
    const STORY: &'static str = "Two threads wait for a flag. Raising it wakes one of them, and the \
        other sleeps on.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait::<R, WakesOne<R>>(cx);
    }
}

struct WakesOne<R: Runtime>(R::Futex);

impl<R: Runtime> Flag<R> for WakesOne<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::Event).named("event".into()))
    }

    fn set(&self) {
        R::call(&self.0, "set", || {
            self.0.swap(1, Release);
            // The mistake: `wake_all`.
            self.0.wake_one();
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
