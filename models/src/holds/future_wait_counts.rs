//! A wait for several futures counts each of them once.
//!
//! ```text
//! ann, ben:  each brings a result
//! main:      wait for both
//! ```
//!
//! *Invariant*: the wait returns when both are done, and not before.
//!
//! loom: LOOM executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use pool::{Promise, ReturnWhen, wait};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

/// A thread waits with [`wait`] for two others.
#[derive(Debug)]
pub struct FutureWaitCounts;

impl Scenario for FutureWaitCounts {
    const NAME: &'static str = "future/wait-counts";
    const STORY: &'static str = "Two threads bring a result each while a third one waits for both. It \
        is told when it has both, and not before.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let promises = ["sum", "product"].map(Promise::<u32, R>::named_in);
        let futures = promises.each_ref().map(Promise::future);
        let mut names = ["ann", "ben"].into_iter();
        let threads = promises.map(|promise| {
            let name = names.next().unwrap_or_default();
            cx.spawn(name, move || promise.set_result(7).expect("nobody cancels it"))
        });
        let waited = wait(&futures, ReturnWhen::AllCompleted);
        assert!(waited.not_done.is_empty());
        cx.join_all(threads);
    }
}
