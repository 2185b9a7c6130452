//! The engine of this thread of the machine, and how the program's code gets into it.

use std::cell::RefCell;

use super::{Engine, Halt, Step};
use crate::explore::Answer;
use crate::graph::Request;

thread_local! {
    /// Borrowed for the time of one step, never across a switch of coroutines.
    static CURRENT: RefCell<Option<Box<Engine>>> = const { RefCell::new(None) };
}

/// Makes `engine` the current one while `f` runs. `None` if another one is, that is, inside a model.
pub(crate) fn install<R>(engine: Box<Engine>, f: impl FnOnce() -> R) -> Option<R> {
    let busy = CURRENT.with(|current| {
        let mut current = current.borrow_mut();
        if current.is_some() {
            return true;
        }
        *current = Some(engine);
        false
    });
    if busy {
        return None;
    }
    let _installed = Installed;
    Some(f())
}

/// Removes the engine, also when a callback panics.
struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        super::tear_down();
        // Dropped outside of the borrow.
        let _engine = CURRENT.with(|current| current.borrow_mut().take());
    }
}

/// Works on the current engine; `None` outside a model.
#[inline]
pub(crate) fn with_or<R>(f: impl FnOnce(&mut Engine) -> R) -> Option<R> {
    // What the engine allocates outlives the run.
    arena::outside(|| CURRENT.with(|current| current.borrow_mut().as_deref_mut().map(f)))
}

/// Whether this thread of the machine is in a model. Asked by a panic hook, perhaps in the middle of a
/// step.
pub(crate) fn is_inside() -> bool {
    let inside = CURRENT.try_with(|current| current.try_borrow().map_or(true, |it| it.is_some()));
    inside.unwrap_or(false)
}

/// Works on the current engine.
///
/// # Panics
///
/// Outside a model.
#[inline]
#[track_caller]
pub(crate) fn with<R>(f: impl FnOnce(&mut Engine) -> R) -> R {
    match with_or(f) {
        Some(result) => result,
        None => outside(),
    }
}

#[cold]
#[track_caller]
fn outside() -> ! {
    panic!(
        "a checked type was used outside a model: call this from within `model`, and make \
         everything that the threads share inside it (in loom's words: cannot access Loom execution \
         state from outside a Loom model)"
    )
}

/// Performs one operation of the thread that runs; stops the thread until it can be.
///
/// # Panics
///
/// Outside a model.
#[inline]
#[track_caller]
pub(crate) fn perform(request: Request) -> Answer {
    loop {
        match with(|engine| engine.step(&request)) {
            Step::Done(answer) => return answer,
            Step::Suspend => suspend(),
            Step::Abandon => abandon(),
            Step::Strand => super::strand(),
        }
    }
}

/// Ends the run: the thread that runs never goes on.
#[cold]
pub(crate) fn halt(halt: Halt) -> ! {
    if with(|engine| engine.is_teardown()) {
        super::strand();
    }
    with(|engine| engine.halt(halt));
    loop {
        suspend();
    }
}

/// Whether the thread that runs is unwinding; `false` if another one's unwinding explains as well that
/// the machine's thread says so.
pub(crate) fn is_unwinding() -> bool {
    super::teardown::some_coroutine_panics()
        && with_or(|engine| !engine.others_unwind()).unwrap_or(true)
}

/// Unwinds the thread that runs, for good.
#[cold]
fn abandon() -> ! {
    with(|engine| engine.raised = true);
    std::panic::resume_unwind(Box::new(super::teardown::Abandoned))
}

/// Leaves the coroutine until the run resumes it.
pub(super) fn suspend() {
    let yielder = with(|engine| {
        engine.note_unwinding();
        engine.yielder()
    });
    // SAFETY: `yielder` was stored by the body of the coroutine that runs now, whose stack this call
    // is on: the run sets `current` before it resumes a coroutine, and nothing else resumes any. The
    // body owns the yielder for as long as the coroutine lives, and it has not returned, since this
    // call is part of it.
    #[expect(unsafe_code, reason = "corosensei hands the yielder to the body only")]
    arena::outside(|| unsafe {
        (*yielder).suspend(());
    });
    if with(Engine::note_resumed) {
        abandon();
    }
}
