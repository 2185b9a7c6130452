//! A timer's function is called, or prevented, and its canceller knows which.
//!
//! ```text
//! main:   start a timer;  cancel;  join
//! timer:  when its time is up, at any moment: write a letter
//! ```
//!
//! *Invariant*: the letter is written if, and only if, the cancel does not say that it was prevented;
//! and if the cancel says that it is done, main sees it.
//!
//! Weave: all 450 executions. loom: 159 executions with at most 2 preemptions. Shuttle: 5,000, drawn
//! at random.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::{CancelOutcome, Threads, Timer};

/// A thread cancels a [`Timer`] whose time may be up.
#[derive(Debug)]
pub struct TimerExactlyOneWins;

impl Scenario for TimerExactlyOneWins {
    const NAME: &'static str = "timer/exactly-one-wins";
    const STORY: &'static str = "A letter is to be written when a time is up. Somebody calls it off, \
        perhaps too late, and is told whether it was.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        start_and_cancel::<R, Timer<(), R>>(cx);
    }
}

/// A function that is called later, unless it is prevented.
pub(crate) trait Alarm<R: Runtime>: Sized {
    fn start(deadline: Deadline, function: impl FnOnce() + Send + 'static) -> Self;
    fn cancel(&self) -> CancelOutcome;
    /// Whether the function was called.
    fn join(self) -> bool;
}

impl<R: Runtime> Alarm<R> for Timer<(), R> {
    fn start(deadline: Deadline, function: impl FnOnce() + Send + 'static) -> Self {
        let threads = Threads::<R>::new_in();
        let timer = threads.builder().name("timer").start_timer(deadline, function);
        timer.expect("there is a thread to be had")
    }

    fn cancel(&self) -> CancelOutcome {
        Timer::cancel(self)
    }

    fn join(self) -> bool {
        Timer::join(self).expect("the function does not panic").is_some()
    }
}

pub(crate) fn start_and_cancel<R: Runtime, A: Alarm<R>>(cx: &Cx<R, NoParams>) {
    let letter = Arc::new(R::AtomicU32::new(0));
    let alarm = A::start(cx.soon(), {
        let letter = Arc::clone(&letter);
        move || letter.store(1, Relaxed)
    });
    let outcome = alarm.cancel();
    if outcome == CancelOutcome::Done {
        assert_eq!(letter.load(Relaxed), 1, "what is done can be seen");
    }
    let was_called = alarm.join();
    assert_eq!(was_called, outcome != CancelOutcome::Prevented, "exactly one wins");
    assert_eq!(letter.load(Relaxed), u32::from(was_called));
    R::outcome("cancel", format_args!("{outcome:?}"));
}
