//! Whoever has the result of a task sees what the task did.
//!
//! ```text
//! ann:   write a plain variable;  the result is 7
//! main:  wait for the result;  read the variable
//! ```
//!
//! *Invariant*: the result is 7, main reads what ann wrote, and nobody sleeps for ever.
//!
//! loom: all LOOM executions. Shuttle: SHUTTLE.

use std::sync::Arc;

use pool::{Future, Promise};
use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};

/// A thread keeps a [`Promise`], another one waits for its [`Future`].
#[derive(Debug)]
pub struct FuturePublishes;

impl Scenario for FuturePublishes {
    const NAME: &'static str = "future/publishes";
    const STORY: &'static str = "A thread writes a letter and keeps a promise. Another one waits for \
        the result and reads the letter.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_wait::<R, Kept<R>>(cx);
    }
}

/// A result that one thread brings and another one waits for.
pub(crate) trait Outcome<R: Runtime>: Send + Sync + 'static {
    type Bringer: FnOnce(u32) + Send;

    fn new() -> (Self::Bringer, Self)
    where
        Self: Sized;

    fn result(&self) -> u32;
}

struct Kept<R: Runtime>(Future<u32, R>);

impl<R: Runtime> Outcome<R> for Kept<R> {
    type Bringer = Box<dyn FnOnce(u32) + Send>;

    fn new() -> (Self::Bringer, Self) {
        let promise = Promise::<u32, R>::named_in("sum");
        let future = promise.future();
        let bring = move |result| promise.set_result(result).expect("nobody cancels it");
        (Box::new(bring), Self(future))
    }

    fn result(&self) -> u32 {
        *self.0.result().expect("the promise is kept")
    }
}

pub(crate) fn finish_and_wait<R: Runtime, O: Outcome<R>>(cx: &Cx<R, NoParams>) {
    let letter = Arc::new(R::Shared::new(0_u32).named("letter"));
    let (bring, outcome) = O::new();
    let thread = cx.spawn("ann", {
        let letter = Arc::clone(&letter);
        move || {
            letter.set(1);
            bring(7);
        }
    });
    assert_eq!(outcome.result(), 7);
    assert_eq!(letter.get(), 1);
    cx.join_all([thread]);
}
