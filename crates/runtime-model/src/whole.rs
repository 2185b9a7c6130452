//! A whole object of a coarse run: the gate that its words share, and who has it locked.
//!
//! # Unlocking is no step
//!
//! If all that other threads can do with a locked object is wait for it, then when exactly it is
//! unlocked makes no difference to them, only who gets it next. So the thread that locked it stays
//! in the gate, and leaves when it has unlocked: the others wait at the gate, and neither their
//! attempt nor the unlocking is a step. That is what the checkers' own mutexes do.
//!
//! Somebody who *tries* to lock, with or without a deadline, or asks whether it is locked, can tell
//! the difference. Objects that are tried are known by the line that creates them, and found out as
//! the search goes on: up to the first such attempt nothing has been missed, and from there on
//! everything may have been. So when one turns up at an object whose holders have stayed in the
//! gate, the search starts anew, with one more line known to create objects that are tried. This
//! ends, since a program has finitely many lines.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runtime::{Operation, ThreadId};

use crate::segment::Door;
use crate::{Coroutines, Gate, census};

/// What a search knows about the lines that create objects. A search may have several system threads,
/// which then share it.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// The lines that create objects which are tried.
    tried: BTreeSet<&'static Location<'static>>,
    /// The same, as somebody else has found out.
    told: BTreeSet<String>,
    /// The lines that create objects in whose gates a holder has stayed.
    stayed: BTreeSet<&'static Location<'static>>,
    start_anew: bool,
}

thread_local! {
    static LINES: RefCell<Lines> = RefCell::default();
}

impl Lines {
    /// Those of the calling system thread's search.
    pub fn here() -> Self {
        LINES.with_borrow(Clone::clone)
    }

    /// The lines that are known to create objects which are tried, as `file:line:column`: whoever repeats a
    /// run has to [`tell`](Lines::tell) them, or other steps would be steps.
    pub fn tried(&self) -> Vec<String> {
        let known = self.known();
        let found = known.tried.iter().map(ToString::to_string);
        known.told.iter().cloned().chain(found).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// These lines create objects that are tried.
    pub fn tell(&self, lines: impl IntoIterator<Item = String>) {
        self.known().told.extend(lines);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the calling system thread takes part in the search that these belong to.
    pub fn take_part(&self) {
        LINES.with_borrow_mut(|lines| {
            if !Arc::ptr_eq(&lines.0, &self.0) {
                *lines = self.clone();
            }
        });
    }
}

/// Whether the search that has just ended was not exact, and has to start anew.
pub fn wants_to_start_anew() -> bool {
    with_lines(|known| known.start_anew)
}

/// Starts the search anew; what is known about lines is kept.
pub fn start_anew() {
    // The last execution was given up, the next one is not.
    census::begin(census::Limits::default());
    with_lines(|known| {
        known.start_anew = false;
        known.stayed.clear();
    });
}

fn with_lines<T>(job: impl FnOnce(&mut Known) -> T) -> T {
    LINES.with_borrow(|lines| job(&mut lines.known()))
}

impl Known {
    /// Whether the line is known to create objects that are tried.
    fn is_tried(&self, line: &'static Location<'static>) -> bool {
        // A search is told nothing, and has no time for texts.
        self.tried.contains(line)
            || (!self.told.is_empty() && self.told.contains(&line.to_string()))
    }
}

/// What the words of one object share.
#[derive(Debug)]
pub(crate) struct Whole<E: Coroutines> {
    gate: E::Gate,
    created: &'static Location<'static>,
    /// Never contended: it only satisfies `Sync`.
    holder: Mutex<Holder>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Holder {
    /// Who has the object locked, as its notes say.
    locked_by: Option<ThreadId>,
    /// Who is in the gate beyond an operation, having it locked.
    stays: Option<ThreadId>,
}

impl<E: Coroutines> Whole<E> {
    #[track_caller]
    pub(crate) fn new() -> Self {
        let created = Location::caller();
        Self { gate: E::Gate::new(), created, holder: Mutex::default() }
    }

    /// Takes the step that lets the calling thread in.
    pub(crate) fn enter(&self) {
        self.gate.enter(self.address());
    }

    /// Whether `thread` is in the gate because it has the object locked.
    pub(crate) fn is_kept_by(&self, thread: ThreadId) -> bool {
        self.holder().stays == Some(thread)
    }

    /// Notes who has the object locked from now on.
    pub(crate) fn set_holder(&self, thread: Option<ThreadId>) {
        self.holder().locked_by = thread;
    }

    /// Called before an operation by a thread that is not in the gate.
    pub(crate) fn prepare(&self, operation: Operation) {
        if operation.only_waits {
            return;
        }
        let is_too_late = with_lines(|known| {
            let is_too_late =
                known.tried.insert(self.created) && known.stayed.contains(&self.created);
            known.start_anew |= is_too_late;
            is_too_late
        });
        if is_too_late {
            E::abandon();
        }
    }

    fn leave(&self) {
        self.gate.leave(self.address());
    }

    fn holder(&self) -> MutexGuard<'_, Holder> {
        self.holder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Coroutines> Door for Whole<E> {
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    fn close(&self) {
        self.leave();
    }

    fn end_operation(&self, thread: ThreadId, in_segment: bool) {
        let mut holder = self.holder();
        if !in_segment && holder.stays != Some(thread) {
            return; // Not in the gate: the segment ended earlier.
        }
        let has_it = holder.locked_by == Some(thread);
        let may_stay = |known: &mut Known| {
            let may = !known.is_tried(self.created);
            if may {
                known.stayed.insert(self.created);
            }
            may
        };
        if has_it && with_lines(may_stay) {
            holder.stays = Some(thread);
        } else {
            holder.stays = None;
            drop(holder);
            self.leave();
        }
    }
}

impl<E: Coroutines> Drop for Whole<E> {
    fn drop(&mut self) {
        self.gate.vanish(self.address());
    }
}
