//! A result that is set after a look at the state.
//!
//! ```text
//! finish:  if it is not done:  it is finished;  tell
//! cancel:  if it is not done:  it is cancelled;  tell
//! ```
//!
//! Between the look and the step the other one may come. (asyncio and `concurrent.futures` say
//! `InvalidStateError` then, at whoever comes second.) The program is that of
//! [`FutureCancelOrResult`](crate::holds::FutureCancelOrResult).
//!
//! loom: breaks in execution LOOM. Shuttle: in execution SHUTTLE, depth first.

use std::sync::Arc;

use runtime::Ordering::{AcqRel, Acquire};
use runtime::{Atomic, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::future_cancel_or_result::{Cancellable, finish_and_cancel};
use crate::tally::Tally;

/// A future is cancelled, and has a result.
#[derive(Debug)]
pub struct FutureResultAfterALook;

impl Scenario for FutureResultAfterALook {
    const NAME: &'static str = "future/result-after-a-look";
    const STORY: &'static str = "A thread sees that a future is not done, and sets its result. In \
        between another one has cancelled it.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_cancel::<R, Looked<R>>(cx);
    }
}

const PENDING: u32 = 0;
const FINISHED: u32 = 1;
const CANCELLED: u32 = 2;

struct Looked<R: Runtime> {
    state: Arc<R::Futex>,
    told: Tally,
}

fn end<R: Runtime>(state: &R::Futex, told: &Tally, how: u32) -> bool {
    R::call(state, "end", || {
        if state.load(Acquire) != PENDING {
            return false;
        }
        // The mistake: an exchange, which looks and sets in one step.
        state.swap(how, AcqRel);
        told.add(1);
        true
    })
}

impl<R: Runtime> Cancellable<R> for Looked<R> {
    type Bringer = Box<dyn FnOnce() -> bool + Send>;

    fn new(told: Tally) -> (Self::Bringer, Self) {
        let state = R::Futex::new(PENDING).of_kind(Kind::Future).named("sum".into());
        let future = Self { state: Arc::new(state), told };
        let (state, told) = (Arc::clone(&future.state), future.told.clone());
        (Box::new(move || end::<R>(&state, &told, FINISHED)), future)
    }

    fn cancel(&self) -> bool {
        end::<R>(&self.state, &self.told, CANCELLED)
    }
}
