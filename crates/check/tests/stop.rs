//! Whoever asks a search to stop does not wait for the one for a smaller counterexample.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use plainweave_check::{Check, Engine};
use runtime::{Atomic, AtomicInt, Runtime};
use scenarios::{Cx, NoParams, Scenario};

static EXECUTIONS: AtomicUsize = AtomicUsize::new(0);
static STOP: AtomicBool = AtomicBool::new(false);

/// Every execution fails, and there are many.
struct Fails;

impl Scenario for Fails {
    const NAME: &'static str = "stop/fails";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        if EXECUTIONS.fetch_add(1, SeqCst) == 20 {
            STOP.store(true, SeqCst);
        }
        let count = Arc::new(R::AtomicU32::new(0));
        let add = |name| {
            let count = Arc::clone(&count);
            cx.spawn(name, move || {
                for _ in 0..3 {
                    count.fetch_add(1, runtime::Ordering::SeqCst);
                }
            })
        };
        cx.join_all(vec![add("one"), add("two"), add("three")]);
        panic!("at the end");
    }
}

#[test]
fn the_search_for_a_smaller_one_stops_when_asked() {
    let report = Check::new(Engine::WeaveSc).stop(&STOP).run::<Fails>();
    assert!(report.fault_kind().is_some(), "what was found before counts: {:?}", report.verdict);
    let executions = EXECUTIONS.load(SeqCst);
    assert!((21..100).contains(&executions), "{executions} executions");
}
