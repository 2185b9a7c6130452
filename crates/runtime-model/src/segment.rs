//! Which stretch of which thread is one step of a coarse run.
//!
//! A segment begins with a step on an object. It ends at the thread's next step, when the thread
//! falls asleep, or with the operation that took the step. Within it, the object is the thread's
//! alone. Objects are known by the addresses of their [`Door`]s.

use std::cell::RefCell;
use std::sync::Arc;

use runtime::ThreadId;

use crate::census;

/// The object of a segment, as far as a segment is concerned.
pub(crate) trait Door {
    /// Which object it is.
    fn address(&self) -> usize;

    /// The segment of `thread` is over.
    fn close(&self);

    /// The outermost operation of `thread` on the object is over. In a segment, if `in_segment`.
    fn end_operation(&self, thread: ThreadId, in_segment: bool);
}

#[derive(Default)]
struct Progress {
    /// The objects of the operations the thread is in, innermost last.
    operations: Vec<usize>,
    /// The object of the open segment.
    open: Option<Arc<dyn Door>>,
}

thread_local! {
    static THREADS: RefCell<Vec<Progress>> = const { RefCell::new(Vec::new()) };
}

/// Starts an execution.
pub(crate) fn reset() {
    THREADS.with_borrow_mut(|threads| {
        for progress in threads {
            progress.operations.clear();
            // What an execution that was given up has left open is forgotten: its gates are gone.
            std::mem::forget(progress.open.take());
        }
    });
}

/// Begins a segment of `thread`, after its previous one has ended.
pub(crate) fn begin(thread: ThreadId, door: Arc<dyn Door>) {
    with(thread, |progress| progress.open = Some(door));
}

/// Ends the open segment of `thread`, if there is one.
pub(crate) fn end(thread: ThreadId) {
    if let Some(door) = with(thread, |progress| progress.open.take()) {
        door.close();
    }
}

/// Ends the open segment of `thread` if it is one on the object.
pub(crate) fn end_on(thread: ThreadId, object: usize) {
    let mine = |door: &mut Arc<dyn Door>| door.address() == object;
    if let Some(door) = with(thread, |progress| progress.open.take_if(mine)) {
        door.close();
    }
}

/// Whether `thread` is in an operation on the object, and still in the segment it began.
pub(crate) fn is_open(thread: ThreadId, object: usize) -> bool {
    let open = |progress: &mut Progress| progress.open.as_ref().map(|door| door.address());
    with(thread, open) == Some(object) && is_inside(thread, object)
}

/// Whether the innermost operation of `thread` is one on the object.
pub(crate) fn is_inside(thread: ThreadId, object: usize) -> bool {
    with(thread, |progress| progress.operations.last() == Some(&object))
}

/// That a thread is in an operation; the operation ends when this is dropped.
pub(crate) struct InOperation {
    thread: ThreadId,
    door: Arc<dyn Door>,
}

impl InOperation {
    pub(crate) fn begin(thread: ThreadId, door: Arc<dyn Door>) -> Self {
        with(thread, |progress| progress.operations.push(door.address()));
        Self { thread, door }
    }
}

impl Drop for InOperation {
    fn drop(&mut self) {
        let object = self.door.address();
        with(self.thread, |progress| progress.operations.pop());
        // An operation inside another one on the same object is a part of that one.
        if census::is_abandoned() || is_inside(self.thread, object) {
            return;
        }
        let mine = |door: &mut Arc<dyn Door>| door.address() == object;
        let ended = with(self.thread, |progress| progress.open.take_if(mine));
        self.door.end_operation(self.thread, ended.is_some());
    }
}

fn with<T>(thread: ThreadId, job: impl FnOnce(&mut Progress) -> T) -> T {
    THREADS.with_borrow_mut(|threads| {
        let len = threads.len().max(thread.0 as usize + 1);
        threads.resize_with(len, Progress::default);
        job(&mut threads[thread.0 as usize])
    })
}
