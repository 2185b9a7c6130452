//! Takes the threads of a run apart that have not ended: their stacks are unwound, so that nothing
//! leaks, and never while they are unwinding already, so that the process is not aborted.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::slot::{Body, Thread, Unwinding};
use super::{Engine, with};
use crate::graph::ThreadIndex;

/// What unwinds a thread that a run has no more use for.
pub(crate) struct Abandoned;

/// Ends every thread of the run, and then what they have left.
///
/// Those first that were started last: a scoped thread uses what is on the stack of the thread that
/// waits for it, and a child has a higher number than its parent.
pub(crate) fn tear_down() {
    with(|engine| {
        engine.teardown = true;
        engine.last_values.clear();
    });
    while let Some(thread) = with(|engine| engine.next_that_unwinds()) {
        end(thread);
    }
    for thread in (0..with(|engine| engine.thread_count())).rev() {
        end(thread);
    }
    drop_statics();
    with(|engine| engine.teardown = false);
}

/// Drops the lazy statics of an execution. No thread is there to do it, and a program would not: what
/// their destructors do counts for nothing, but that they give something back does.
pub(super) fn drop_statics() {
    let before = with(|engine| std::mem::replace(&mut engine.teardown, true));
    while let Some(value) = with(Engine::take_static) {
        drop_quietly(value);
    }
    with(|engine| engine.teardown = before);
}

/// The run is over: a destructor that panics now has nobody to tell.
fn drop_quietly<T>(value: T) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(value)));
}

/// Ends one thread, if it has not ended: by the way, when another one that it borrows from is unwound.
pub(crate) fn end(thread: ThreadIndex) {
    let (current, unwinding) = with(|engine| (engine.current, engine.unwinding));
    let (coroutine, body, was_unwinding) = with(|engine| engine.abandon(thread));
    if let Some(mut coroutine) = coroutine {
        unwind(&mut coroutine, was_unwinding);
        with(|engine| engine.recycle(coroutine));
    }
    // What a thread that never started would have used.
    drop_quietly(body);
    while let Some(local) = with(|engine| engine.take_local(thread)) {
        drop_quietly(local);
    }
    with(|engine| (engine.current, engine.unwinding) = (current, unwinding));
}

/// Runs the destructors of what is on the stack.
fn unwind(coroutine: &mut Thread, is_unwinding: bool) {
    if !coroutine.started() || coroutine.done() {
        return;
    }
    with(|engine| engine.unwinding = true);
    if is_unwinding {
        // A second unwinding from inside a destructor would abort the process: the first is finished,
        // and if something catches that, the thread's next operation unwinds it again.
        coroutine.resume(());
    }
    if !coroutine.done() {
        coroutine.force_unwind();
    }
    with(|engine| engine.unwinding = false);
}

impl Engine {
    fn thread_count(&self) -> ThreadIndex {
        #[expect(clippy::cast_possible_truncation, reason = "threads are numbered by u32")]
        let count = self.slots.len() as ThreadIndex;
        count
    }

    /// What a thread has left: a suspended coroutine, or a body that never started; and whether it was
    /// stopped while it unwound.
    fn abandon(&mut self, thread: ThreadIndex) -> (Option<Thread>, Option<Body>, bool) {
        self.current = thread;
        let slot = &mut self.slots[thread as usize];
        let unwinding = std::mem::replace(&mut slot.unwinding, Unwinding::No);
        let is_unwinding = unwinding != Unwinding::No && std::thread::panicking();
        (slot.coroutine.take(), slot.body.take(), is_unwinding)
    }

    /// A thread that was stopped while it unwound. When the sure ones are through, the machine's thread
    /// tells whether the others did too.
    fn next_that_unwinds(&self) -> Option<ThreadIndex> {
        let first = |what| self.slots.iter().position(|slot| slot.unwinding == what);
        let perhaps = || first(Unwinding::Perhaps).filter(|_| std::thread::panicking());
        let found = first(Unwinding::Yes).or_else(perhaps)?;
        ThreadIndex::try_from(found).ok()
    }

    fn recycle(&mut self, coroutine: Thread) {
        self.stacks.push(coroutine.into_stack());
    }

    /// The thread that runs stops.
    pub(super) fn note_unwinding(&mut self) {
        if std::thread::panicking() {
            let alone = !self.others_unwind();
            let unwinding = if alone { Unwinding::Yes } else { Unwinding::Perhaps };
            self.slots[self.current as usize].unwinding = unwinding;
        }
    }

    /// The thread that runs goes on.
    pub(super) fn note_resumed(&mut self) {
        self.slots[self.current as usize].unwinding = Unwinding::No;
    }

    /// Whether another thread is stopped in the middle of its unwinding.
    pub(super) fn others_unwind(&self) -> bool {
        let current = self.current as usize;
        let mut others = self.slots.iter().enumerate().filter(|&(index, _)| index != current);
        others.any(|(_, slot)| slot.unwinding != Unwinding::No)
    }
}
