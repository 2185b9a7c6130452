//! Whether the calling system thread is inside a thread of a model, and inside which.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::ptr;

use crate::worker::Worker;

/// Outside all models. The largest numbers are no threads.
const OUTSIDE: u32 = u32::MAX;
/// Asks the allocator whether it is there: it answers with `OUTSIDE`.
const PROBE: u32 = u32::MAX - 1;
const LAST_THREAD: u32 = u32::MAX - 2;

/// Has no destructor, so it can be read at any time in the life of a system thread, and needs no
/// initialisation.
struct Here {
    inside: Cell<u32>,
    /// That of the run, or null between runs.
    worker: Cell<*const Worker>,
}

thread_local! {
    static HERE: Here = const { Here { inside: Cell::new(OUTSIDE), worker: Cell::new(ptr::null()) } };
}

/// Says inside which thread of a model the calling system thread is from now on, or that it is
/// outside all of them, and gives back what was said before. About a nanosecond.
///
/// What is allocated inside comes from the memory of that thread, while a [`Run`](crate::Run) is on;
/// without one, from the system. [`outside`] and [`within`] switch back by themselves.
///
/// ```
/// use plainweave_arena::switch;
///
/// let before = switch(Some(3));
/// assert_eq!((before, switch(before)), (None, Some(3)));
/// ```
#[inline]
pub fn switch(thread: Option<u32>) -> Option<u32> {
    let inside = thread.map_or(OUTSIDE, |thread| thread.min(LAST_THREAD));
    let before = HERE.with(|here| here.inside.replace(inside));
    (before != OUTSIDE).then_some(before)
}

/// Switches back, also when unwinding.
struct Switched(Option<u32>);

impl Drop for Switched {
    #[inline]
    fn drop(&mut self) {
        switch(self.0);
    }
}

/// Runs the engine's own code: what it allocates comes from the system.
#[inline]
pub fn outside<T>(body: impl FnOnce() -> T) -> T {
    let _switched = Switched(switch(None));
    body()
}

/// Runs code of a thread of the model.
#[inline]
pub fn within<T>(thread: u32, body: impl FnOnce() -> T) -> T {
    let _switched = Switched(switch(Some(thread)));
    body()
}

/// Calls `f` with the worker of the current run.
#[inline]
pub(crate) fn with_worker<T>(f: impl FnOnce(&Worker) -> T) -> Option<T> {
    let worker = HERE.with(|here| here.worker.get());
    // SAFETY: not null, it was set by `begin` on this system thread, whose caller takes it away
    // before the worker goes. While `f` runs, nobody does: it is code of this crate, which calls no
    // other than the allocator of the system.
    unsafe { worker.as_ref() }.map(f)
}

/// Calls `f` with the worker of the current run, and the thread of the model that we are inside.
#[inline]
pub(crate) fn with_thread<T>(f: impl FnOnce(&Worker, u32) -> T) -> Option<T> {
    let inside = HERE.with(|here| here.inside.get());
    if inside == OUTSIDE { None } else { with_worker(|worker| f(worker, inside)) }
}

/// Starts a run on this system thread. Whether it could: one run at a time.
///
/// # Safety
///
/// Before the worker is dropped, the same system thread calls [`end`] with it.
pub(crate) unsafe fn begin(worker: *const Worker) -> bool {
    HERE.with(|here| {
        let free = here.worker.get().is_null();
        if free {
            here.worker.set(worker);
        }
        free
    })
}

/// Ends the run of this worker, if it is on.
pub(crate) fn end(worker: *const Worker) {
    HERE.with(|here| {
        if here.worker.get() == worker {
            here.worker.set(ptr::null());
        }
    });
}

/// Whether the allocator need not care.
#[inline]
pub(crate) fn is_outside() -> bool {
    HERE.with(|here| here.inside.get()) == OUTSIDE
}

/// Whether `allocate`, which allocates something, comes to our allocator.
pub(crate) fn probe(allocate: impl FnOnce()) -> bool {
    let _switched = Switched(switch(None));
    HERE.with(|here| here.inside.set(PROBE));
    allocate();
    is_outside()
}

/// Lets the probe know that it came to our allocator. Whether there was one.
pub(crate) fn answer_probe() -> bool {
    HERE.with(|here| {
        let asked = here.inside.get() == PROBE;
        if asked {
            here.inside.set(OUTSIDE);
        }
        asked
    })
}
