//! Each callback runs once, whenever it is added.
//!
//! ```text
//! ann:   the result is 7
//! main:  add a callback;  add another one
//! ```
//!
//! *Invariant*: each has run once when both threads are done, and has seen the result. If neither ran
//! while it was added, they ran in the order in which they were added.
//!
//! loom: all LOOM executions. Shuttle: SHUTTLE.

use std::sync::{Arc, Mutex, PoisonError};

use pool::{Future, Promise};
use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};

/// A [`Promise`] is kept while callbacks are added to its [`Future`].
#[derive(Debug)]
pub struct FutureCallbacksOnce;

impl Scenario for FutureCallbacksOnce {
    const NAME: &'static str = "future/callbacks-once";
    const STORY: &'static str = "A thread brings a result while another one adds two callbacks. Each \
        runs once: in the one thread or in the other.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_call_back::<R, Kept<R>>(cx);
    }
}

/// A future to which callbacks can be added.
pub(crate) trait CallsBack<R: Runtime>: Sync + Send + 'static {
    type Bringer: FnOnce() + Send;

    fn new() -> (Self::Bringer, Self)
    where
        Self: Sized;

    fn call_back(&self, callback: impl FnOnce() + Send + 'static);
}

struct Kept<R: Runtime>(Future<u32, R>);

impl<R: Runtime> CallsBack<R> for Kept<R> {
    type Bringer = Box<dyn FnOnce() + Send>;

    fn new() -> (Self::Bringer, Self) {
        let promise = Promise::<u32, R>::named_in("sum");
        let future = promise.future();
        (Box::new(move || promise.set_result(7).expect("nobody cancels it")), Self(future))
    }

    fn call_back(&self, callback: impl FnOnce() + Send + 'static) {
        self.0.add_done_callback(move |future| {
            assert_eq!(*future.result().expect("it has finished"), 7);
            callback();
        });
    }
}

/// Which callbacks have run, in this order, and whether in ann's thread. Not a part of the model: see
/// [`Tally`](crate::tally::Tally).
type Log = Arc<Mutex<Vec<(u32, bool)>>>;

pub(crate) fn finish_and_call_back<R: Runtime, C: CallsBack<R>>(cx: &Cx<R, NoParams>) {
    let log = Log::default();
    let (bring, future) = C::new();
    let thread = cx.spawn("ann", bring);
    let main = R::current();
    for number in [1, 2] {
        let log = Arc::clone(&log);
        future.call_back(move || {
            let here = R::current() == main;
            log.lock().unwrap_or_else(PoisonError::into_inner).push((number, here));
        });
    }
    cx.join_all([thread]);
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    R::outcome("callbacks in the main thread", log.iter().filter(|(_, here)| *here).count());
    if log.iter().any(|(_, here)| *here) {
        // The one that came too late for the list may overtake the one that is on it.
        log.sort_unstable();
    }
    let numbers: Vec<u32> = log.into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2]);
}
