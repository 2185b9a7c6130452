//! A set ends every wait.
//!
//! ```text
//! each of 2:  wait
//! main:       set
//! ```
//!
//! *Invariant*: both waits end.
//!
//! loom: 47,872 executions with at most 5 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::Event;

use super::event_publishes::Flag;

/// Two threads wait for an [`Event`].
#[derive(Debug)]
pub struct EventWakesAll;

impl Scenario for EventWakesAll {
    const NAME: &'static str = "event/wakes-all";
    const STORY: &'static str = "Two threads wait for a flag, and raising it once ends both waits.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_wait::<R, Event<R>>(cx);
    }
}

pub(crate) fn two_wait<R: Runtime, F: Flag<R>>(cx: &Cx<R, NoParams>) {
    let flag = Arc::new(F::new());
    let threads = ["ann", "ben"].map(|name| {
        let flag = Arc::clone(&flag);
        cx.spawn(name, move || flag.wait())
    });
    flag.set();
    cx.join_all(threads);
}
