//! A result that is stored, and then announced with an ordering that publishes nothing.
//!
//! ```text
//! finish:  store the result;  the word = FINISHED, Relaxed;  wake all
//! result:  until the word is FINISHED: sleep;  read the result
//! ```
//!
//! The program is that of [`FuturePublishes`](crate::holds::FuturePublishes).
//!
//! loom: breaks in execution LOOM. Shuttle: never, in all SHUTTLE.

use std::sync::Arc;

use runtime::Ordering::{Acquire, Relaxed};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime, Shared};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::future_publishes::{Outcome, finish_and_wait};

/// The task is seen to have finished, and its result is not there.
#[derive(Debug)]
pub struct FutureRelaxedFinish;

impl Scenario for FutureRelaxedFinish {
    const NAME: &'static str = "future/relaxed-finish";
    const STORY: &'static str = "A thread stores a result and says that it is there, but that orders \
        nothing. Another one sees that it is there, and reads an old one.";
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_wait::<R, Unordered<R>>(cx);
    }
}

const PENDING: u32 = 0;
const FINISHED: u32 = 1;

struct Unordered<R: Runtime>(Arc<(R::Futex, R::Shared<u32>)>);

impl<R: Runtime> Outcome<R> for Unordered<R> {
    type Bringer = Box<dyn FnOnce(u32) + Send>;

    fn new() -> (Self::Bringer, Self) {
        let word = R::Futex::new(PENDING).of_kind(Kind::Future).named("sum".into());
        let outcome = Arc::new((word, R::Shared::new(0_u32).named("result")));
        let bring = {
            let outcome = Arc::clone(&outcome);
            move |result| {
                R::call(&outcome.0, "finish", || {
                    outcome.1.set(result);
                    // The mistake: Release, so that the Acquire of the one who waits has a partner.
                    outcome.0.swap(FINISHED, Relaxed);
                    outcome.0.wake_all();
                });
            }
        };
        (Box::new(bring), Self(outcome))
    }

    fn result(&self) -> u32 {
        let (word, result) = &*self.0;
        R::call(word, "result", || {
            while word.load(Acquire) == PENDING {
                let _ = word.wait(PENDING, Deadline::NEVER);
            }
            result.get()
        })
    }
}
