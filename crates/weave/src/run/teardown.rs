//! Takes the threads of a run apart that have not ended: their stacks are unwound, so that nothing
//! leaks, and never while they are unwinding already, so that the process is not aborted.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::slot::{Body, Slot, Thread, Unwinding};
use super::{Engine, with};
use crate::graph::ThreadIndex;

thread_local! {
    /// A coroutine was left in the middle of its unwinding: from then on this thread of the machine says
    /// that it panics, whether it does or not.
    static STRANDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether some coroutine on this thread of the machine unwinds, as far as one can know.
pub(super) fn some_coroutine_panics() -> bool {
    std::thread::panicking() && !STRANDED.get()
}

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
    // Not before: until then the panic could be that of a thread which goes on unwinding.
    if with(|engine| std::mem::take(&mut engine.left_one)) && std::thread::panicking() {
        STRANDED.set(true);
    }
}

/// Takes the daemons of an execution apart, which wait when all other threads have ended.
pub(super) fn end_daemons() {
    if !with(|engine| engine.slots.iter().any(Slot::is_unfinished)) {
        return;
    }
    with(|engine| {
        engine.teardown = true;
        engine.last_values.clear();
    });
    for thread in (0..with(|engine| engine.thread_count())).rev() {
        end(thread);
    }
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
    let (coroutine, body) = with(|engine| engine.abandon(thread));
    if let Some(mut coroutine) = coroutine {
        unwind(&mut coroutine);
        with(|engine| engine.recycle(coroutine));
    }
    // What a thread that never started would have used.
    drop_quietly(body);
    while let Some(local) = with(|engine| engine.take_local(thread)) {
        drop_quietly(local);
    }
    with(|engine| {
        engine.slots[thread as usize].unwinding = Unwinding::No;
        (engine.current, engine.unwinding) = (current, unwinding);
    });
}

/// Runs the destructors of what is on the stack, by a panic of our own.
fn unwind(coroutine: &mut Thread) {
    if !coroutine.started() || coroutine.done() {
        return;
    }
    with(|engine| (engine.unwinding, engine.raised, engine.imitated) = (true, false, 0));
    coroutine.resume(());
    with(|engine| (engine.unwinding, engine.raised) = (false, false));
    if !coroutine.done() {
        with(|engine| engine.left_one = true);
        // SAFETY: it is stranded: one of its destructors needs what will never be. What is on its stack
        // is not dropped, which is safe for everything but what others borrow from there; of those,
        // the threads of a scope, the scope's frame has ended all before it is left.
        #[expect(unsafe_code, reason = "a coroutine that can neither go on nor be unwound")]
        unsafe {
            coroutine.force_reset();
        }
    }
}

/// A destructor needs something that a thread would have made that has been taken apart, or goes on for
/// ever in a world that is not the model's any more. It can neither go on nor panic: its thread stays
/// where it is.
pub(crate) fn strand() -> ! {
    assert!(
        with(|engine| engine.unwinding),
        "a destructor that ran when the execution was over needed what was gone"
    );
    loop {
        super::current::suspend();
    }
}

impl Engine {
    /// How many operations were imitated since somebody asked last.
    pub(crate) fn take_imitated(&mut self) -> u64 {
        std::mem::take(&mut self.all_imitated)
    }

    fn thread_count(&self) -> ThreadIndex {
        #[expect(clippy::cast_possible_truncation, reason = "threads are numbered by u32")]
        let count = self.slots.len() as ThreadIndex;
        count
    }

    /// What a thread has left: a suspended coroutine, or a body that never started.
    fn abandon(&mut self, thread: ThreadIndex) -> (Option<Thread>, Option<Body>) {
        self.current = thread;
        let slot = &mut self.slots[thread as usize];
        (slot.coroutine.take(), slot.body.take())
    }

    /// A thread that was stopped while it unwound. When the sure ones are through, the machine's thread
    /// tells whether the others did too.
    fn next_that_unwinds(&self) -> Option<ThreadIndex> {
        let first = |what| self.slots.iter().position(|slot| slot.unwinding == what);
        let perhaps = || first(Unwinding::Perhaps).filter(|_| some_coroutine_panics());
        let found = first(Unwinding::Yes).or_else(perhaps)?;
        ThreadIndex::try_from(found).ok()
    }

    fn recycle(&mut self, coroutine: Thread) {
        self.stacks.push(coroutine.into_stack());
    }

    /// Whether the thread that runs, and is taken apart, unwinds and must not panic.
    pub(super) fn is_in_cleanup(&self) -> bool {
        if STRANDED.get() { self.raised } else { std::thread::panicking() }
    }

    /// The thread that runs stops.
    pub(super) fn note_unwinding(&mut self) {
        if some_coroutine_panics() {
            let alone = !self.others_unwind();
            let unwinding = if alone { Unwinding::Yes } else { Unwinding::Perhaps };
            self.slots[self.current as usize].unwinding = unwinding;
        }
    }

    /// The thread that runs goes on: by unwinding, if it is taken apart. If it was unwinding when it
    /// stopped, it finishes that instead, since a second panic would abort the process; and if
    /// something catches the first, its next operation unwinds it again.
    pub(super) fn note_resumed(&mut self) -> bool {
        let was =
            std::mem::replace(&mut self.slots[self.current as usize].unwinding, Unwinding::No);
        self.unwinding && (was == Unwinding::No || !some_coroutine_panics())
    }

    /// Whether another thread is stopped in the middle of its unwinding.
    pub(super) fn others_unwind(&self) -> bool {
        let current = self.current as usize;
        let mut others = self.slots.iter().enumerate().filter(|&(index, _)| index != current);
        others.any(|(_, slot)| slot.unwinding != Unwinding::No)
    }
}
