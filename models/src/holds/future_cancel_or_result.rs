//! A future is cancelled or has a result, never both.
//!
//! ```text
//! ann:   the result is 7
//! main:  cancel
//! ```
//!
//! *Invariant*: either main is told that it has cancelled the future, or ann's result is accepted; and
//! a callback has run once.
//!
//! loom: all LOOM executions. Shuttle: SHUTTLE.

use pool::{Future, Promise};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use crate::tally::Tally;

/// A [`Promise`] is kept while its [`Future`] is cancelled.
#[derive(Debug)]
pub struct FutureCancelOrResult;

impl Scenario for FutureCancelOrResult {
    const NAME: &'static str = "future/cancel-or-result";
    const STORY: &'static str = "A thread brings a result while another one cancels the future. One of \
        them is told that it came too late.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_cancel::<R, Kept<R>>(cx);
    }
}

/// A future, and the right to finish it.
pub(crate) trait Cancellable<R: Runtime>: Sync + Send + 'static {
    type Bringer: FnOnce() -> bool + Send;

    /// `told` counts those who are told of its end.
    fn new(told: Tally) -> (Self::Bringer, Self)
    where
        Self: Sized;

    fn cancel(&self) -> bool;
}

struct Kept<R: Runtime>(Future<u32, R>);

impl<R: Runtime> Cancellable<R> for Kept<R> {
    type Bringer = Box<dyn FnOnce() -> bool + Send>;

    fn new(told: Tally) -> (Self::Bringer, Self) {
        let promise = Promise::<u32, R>::named_in("sum");
        let future = promise.future();
        future.add_done_callback(move |_| told.add(1));
        (Box::new(move || promise.set_result(7).is_ok()), Self(future))
    }

    fn cancel(&self) -> bool {
        self.0.cancel()
    }
}

pub(crate) fn finish_and_cancel<R: Runtime, C: Cancellable<R>>(cx: &Cx<R, NoParams>) {
    let (told, accepted) = (Tally::default(), Tally::default());
    let (bring, future) = C::new(told.clone());
    let thread = cx.spawn("ann", {
        let accepted = accepted.clone();
        move || accepted.add(u32::from(bring()))
    });
    let cancelled = future.cancel();
    cx.join_all([thread]);
    R::outcome("cancelled", cancelled);
    assert_eq!(accepted.total() + u32::from(cancelled), 1, "ends of one future");
    assert_eq!(told.total(), 1, "times that somebody is told");
}
