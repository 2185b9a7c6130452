//! Futures are given out one by one, each as soon as it has finished.
//!
//! ```text
//! ann:   the sum is 7
//! main:  the next that is completed;  the product is 12;  the next that is completed
//! ```
//!
//! *Invariant*: main is given the sum, and then the product. It waits for no more than the next one.
//!
//! loom: 1,730 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use pool::{Promise, as_completed};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

/// A thread takes futures from [`as_completed`](pool::as_completed()), and the second waits for the first.
#[derive(Debug)]
pub struct FutureAsCompleted;

impl Scenario for FutureAsCompleted {
    const NAME: &'static str = "future/as-completed";
    const STORY: &'static str = "A thread waits for whichever of two futures comes first, and only then \
        sees to the other one. It is given the first as soon as that is there.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let [sum, product] = ["sum", "product"].map(Promise::<u32, R>::named_in);
        let mut completed = as_completed([&product.future(), &sum.future()]);
        let thread = cx.spawn("ann", move || sum.set_result(7).expect("nobody cancels it"));
        let mut next = || completed.next()?.ok()?.take_result().ok();
        assert_eq!(next(), Some(7));
        product.set_result(12).expect("nobody cancels it");
        assert_eq!(next(), Some(12));
        cx.join_all([thread]);
    }
}
