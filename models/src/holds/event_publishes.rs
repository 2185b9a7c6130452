//! Whoever has waited for a flag sees what was done before it was set.
//!
//! ```text
//! main:  write a plain variable;  set
//! ann:   wait;  read the variable
//! ```
//!
//! *Invariant*: ann reads what main wrote, and does not sleep for ever.
//!
//! loom: all 127 executions. Shuttle: all 152.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::Event;

/// A thread writes and sets an [`Event`], another one waits and reads.
#[derive(Debug)]
pub struct EventPublishes;

impl Scenario for EventPublishes {
    const NAME: &'static str = "event/publishes";
    const STORY: &'static str = "A thread writes a letter and raises a flag. Another one waits for \
        the flag and reads the letter.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        set_and_wait::<R, Event<R>>(cx);
    }
}

/// A flag that one can wait for.
pub(crate) trait Flag<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    fn set(&self);
    fn wait(&self);
}

impl<R: Runtime> Flag<R> for Event<R> {
    fn new() -> Self {
        Self::new_in().named("event")
    }

    fn set(&self) {
        Event::set(self);
    }

    fn wait(&self) {
        Event::wait(self);
    }
}

pub(crate) fn set_and_wait<R: Runtime, F: Flag<R>>(cx: &Cx<R, NoParams>) {
    let post = Arc::new((F::new(), R::Shared::new(0_u32).named("letter")));
    let reader = cx.spawn("ann", {
        let post = Arc::clone(&post);
        move || {
            post.0.wait();
            assert_eq!(post.1.get(), 1);
        }
    });
    post.1.set(1);
    post.0.set();
    cx.join_all([reader]);
}
