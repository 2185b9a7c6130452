//! A future that is cancelled is given out, too, when the one who would have finished it has come across it.
//!
//! ```text
//! ann:   the result is 7
//! main:  cancel;  the next that is completed
//! ```
//!
//! *Invariant*: main is given the future, whether it was cancelled or ann was faster.
//!
//! loom: 3,807 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use pool::{Promise, as_completed};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

use crate::tally::Tally;

/// A thread cancels a future that it waits for with [`as_completed`](pool::as_completed()).
#[derive(Debug)]
pub struct FutureCancelledComes;

impl Scenario for FutureCancelledComes {
    const NAME: &'static str = "future/cancelled-comes";
    const STORY: &'static str = "A thread cancels the future for which it waits, while another one \
        brings the result. It is told of the end, whichever that is.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let (promise, accepted) = (Promise::<u32, R>::named_in("sum"), Tally::default());
        let future = promise.future();
        let mut completed = as_completed([&future]);
        let thread = cx.spawn("ann", {
            let accepted = accepted.clone();
            move || accepted.add(u32::from(promise.set_result(7).is_ok()))
        });
        let cancelled = future.cancel();
        assert!(completed.next().is_some_and(|next| next.is_ok()));
        cx.join_all([thread]);
        R::outcome("cancelled", cancelled);
        assert_eq!(accepted.total() + u32::from(cancelled), 1, "ends of one future");
    }
}
