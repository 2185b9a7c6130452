//! Takes the threads of a run apart that have not ended: their stacks are unwound, so that nothing
//! leaks, and never while they are unwinding already, so that the process is not aborted.

use super::slot::{Body, Thread, Unwinding};
use super::{Engine, with};
use crate::graph::ThreadIndex;

/// What unwinds a thread that a run has no more use for.
pub(crate) struct Abandoned;

/// Ends every thread of the run.
pub(crate) fn tear_down() {
    with(|engine| {
        engine.teardown = true;
        engine.last_values.clear();
    });
    let mut thread = 0;
    while let Some(left) = with(|engine| engine.abandon(thread)) {
        if let Some(coroutine) = left.coroutine {
            unwind(coroutine, left.unwinding);
        }
        // What a thread that never started would have used.
        drop(left.body);
        thread += 1;
    }
    with(|engine| engine.teardown = false);
}

/// Runs the destructors of what is on the stack.
fn unwind(mut coroutine: Thread, unwinding: Unwinding) {
    match unwinding {
        Unwinding::No => coroutine.force_unwind(),
        // A second unwinding from inside a destructor would abort the process: the first goes on to
        // its end, and the next operation after that starts another.
        Unwinding::Yes => {
            coroutine.resume(());
        }
        Unwinding::Unknown => {}
    }
    if coroutine.done() {
        with(|engine| engine.recycle(coroutine));
    } else {
        // Better a leak than an abort.
        std::mem::forget(coroutine);
    }
}

/// What a run leaves of a thread.
struct Left {
    /// Suspended.
    coroutine: Option<Thread>,
    unwinding: Unwinding,
    /// Of a thread that never started.
    body: Option<Body>,
}

impl Engine {
    /// What a thread has left; `None` behind the last thread.
    fn abandon(&mut self, thread: ThreadIndex) -> Option<Left> {
        let slot = self.slots.get_mut(thread as usize)?;
        self.current = thread;
        Some(Left {
            coroutine: slot.coroutine.take(),
            unwinding: slot.unwinding,
            body: slot.body.take(),
        })
    }

    fn recycle(&mut self, coroutine: Thread) {
        self.stacks.push(coroutine.into_stack());
    }
}
