//! A join that is interrupted leaves nothing behind.
//!
//! ```text
//! ann:   work;  end
//! main:  join, which an exception may end at any point;  is ann alive?
//!        join;  is ann alive?
//! ```
//!
//! *Invariant*: the second join returns, and ann is said to be dead only when she is. Here a join
//! is nothing but a wait for a flag, so there is nothing to undo.
//!
//! loom: all 24,913 executions. Shuttle: all 1,242.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Event;

use crate::tally::Tally;

/// A join, interrupted or not, of a thread whose end is an [`Event`].
#[derive(Debug)]
pub struct ThreadInterruptedJoin;

impl Scenario for ThreadInterruptedJoin {
    const NAME: &'static str = "thread/interrupted-join";
    const STORY: &'static str = "A thread is joined, and an exception ends the join. The thread is \
        still said to be alive if it is, and can be joined again.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        join_twice::<R, ByEvent<R>>(cx);
    }
}

/// The exception that a signal handler raised.
#[derive(Debug)]
pub(crate) struct Interrupted;

/// What others know of a thread.
pub(crate) trait Record<R: Runtime>: Send + Sync + 'static {
    /// Of a thread that runs.
    fn running() -> Self;

    /// The thread ends.
    fn end(&self);

    /// Waits for the thread to end. With a deadline, an exception may end the wait while it sleeps,
    /// or at any point after that.
    fn join(&self, interruption: Deadline) -> Result<(), Interrupted>;

    fn is_alive(&self) -> bool;
}

struct ByEvent<R: Runtime>(Event<R>);

impl<R: Runtime> Record<R> for ByEvent<R> {
    fn running() -> Self {
        Self(Event::new_in().named("end"))
    }

    fn end(&self) {
        self.0.set();
    }

    fn join(&self, interruption: Deadline) -> Result<(), Interrupted> {
        if !self.0.wait_until(interruption) || is_interrupted::<R>(interruption) {
            return Err(Interrupted);
        }
        Ok(())
    }

    fn is_alive(&self) -> bool {
        !self.0.is_set()
    }
}

/// Whether the exception comes just now.
pub(crate) fn is_interrupted<R: Runtime>(interruption: Deadline) -> bool {
    interruption.is_timed() && R::choose(2) == 1
}

pub(crate) fn join_twice<R: Runtime, T: Record<R>>(cx: &Cx<R, NoParams>) {
    let record = Arc::new(T::running());
    let ended = Tally::default();
    let worker = cx.spawn("ann", {
        let (record, ended) = (Arc::clone(&record), ended.clone());
        move || {
            ended.add(1);
            record.end();
        }
    });
    let first = record.join(cx.soon());
    assert!(record.is_alive() || ended.total() == 1);
    R::outcome("interrupted", first.is_err());
    let second = record.join(Deadline::NEVER);
    assert!(second.is_ok() && !record.is_alive());
    cx.join_all([worker]);
}
