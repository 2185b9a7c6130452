//! Setter and waiter look at one another's word, with a fence in between.
//!
//! ```text
//! set:   the flag = 1;     fence;  if somebody sleeps: wake all
//! wait:  one more sleeps;  fence;  while the flag is 0: sleep
//! ```
//!
//! *Invariant*: the waiter ends. Without the fences each may see the other's word as it was before
//! (store buffering): the setter wakes nobody, and the waiter falls asleep. This is the fast path
//! of [`Event`](sync::Event) and [`Semaphore`](sync::Semaphore), laid bare.
//!
//! loom: all 57 executions. Shuttle: all 85.

use std::marker::PhantomData;

use runtime::Ordering::{Acquire, Relaxed, Release, SeqCst};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime};
use scenarios::{Cx, NoParams, Scenario};

use super::event_publishes::{Flag, set_and_wait};

/// A setter that wakes nobody if nobody sleeps, with fences.
#[derive(Debug)]
pub struct EventFence;

impl Scenario for EventFence {
    const NAME: &'static str = "event/fence";
    const STORY: &'static str = "A setter looks whether somebody sleeps, a waiter whether the flag \
        is set, and a fence on each side lets at least one see the other.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        set_and_wait::<R, TwoWords<R, Fenced>>(cx);
    }
}

/// What is between writing one's own word and reading the other's.
pub(crate) trait Between: Send + Sync + 'static {
    fn between<R: Runtime>();
}

struct Fenced;

impl Between for Fenced {
    fn between<R: Runtime>() {
        R::fence(SeqCst);
    }
}

pub(crate) struct TwoWords<R: Runtime, B> {
    flag: R::Futex,
    sleepers: R::Futex,
    between: PhantomData<fn() -> B>,
}

impl<R: Runtime, B: Between> Flag<R> for TwoWords<R, B> {
    fn new() -> Self {
        let flag = R::Futex::new(0).of_kind(Kind::Event).named("event".into());
        Self { sleepers: flag.part(0), flag, between: PhantomData }
    }

    fn set(&self) {
        R::call(&self.flag, "set", || {
            self.flag.swap(1, Release);
            B::between::<R>();
            // Relaxed, here and below: the fences order it.
            if self.sleepers.load(Relaxed) != 0 {
                self.flag.wake_all();
            }
        });
    }

    fn wait(&self) {
        R::call(&self.flag, "wait", || {
            self.sleepers.fetch_add(1, Relaxed);
            B::between::<R>();
            // Acquire: pairs with the Release in `set`.
            while self.flag.load(Acquire) == 0 {
                let _ = self.flag.wait(0, Deadline::NEVER);
            }
        });
    }
}
