//! Takes the threads of a run apart that have not ended: their stacks are unwound, so that nothing
//! leaks, and never while they are unwinding already, so that the process is not aborted.

use super::slot::{Body, Thread};
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
    while let Some((coroutine, body)) = with(|engine| engine.abandon(thread)) {
        if let Some(mut coroutine) = coroutine {
            unwind(&mut coroutine);
            with(|engine| engine.recycle(coroutine));
        }
        // What a thread that never started would have used.
        drop(body);
        thread += 1;
    }
    with(|engine| engine.teardown = false);
}

/// Runs the destructors of what is on the stack.
fn unwind(coroutine: &mut Thread) {
    if !coroutine.started() || coroutine.done() {
        return;
    }
    if std::thread::panicking() {
        // Some thread was suspended inside a destructor while it unwound. If this is the one, a
        // second unwinding from there would abort the process: let it finish the first. If it is
        // not, it is unwound by its next operation.
        coroutine.resume(());
        return;
    }
    coroutine.force_unwind();
}

impl Engine {
    /// What a thread has left: a suspended coroutine, or a body that never started. `None` behind the
    /// last thread.
    fn abandon(&mut self, thread: ThreadIndex) -> Option<(Option<Thread>, Option<Body>)> {
        let slot = self.slots.get_mut(thread as usize)?;
        self.current = thread;
        Some((slot.coroutine.take(), slot.body.take()))
    }

    fn recycle(&mut self, coroutine: Thread) {
        self.stacks.push(coroutine.into_stack());
    }
}
