//! The recording that the calling thread writes into.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use runtime::{Abandoned, Atomic, Runtime, ThreadId};
use trace::{Act, Ordering, ThreadIndex};

use crate::notes::{Epoch, Notes, Step, Tag};
use crate::{Failure, Recording};

/// A run that is being recorded.
#[derive(Clone)]
pub(crate) struct Session {
    recording: Recording,
    /// Which run of the recording: once it is restarted, threads of the previous run are mute.
    epoch: Epoch,
}

/// What a real thread that no run waits for does when the run is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Staying {
    /// It is no daemon, or not a real thread.
    #[default]
    ToTheEnd,
    /// As long as the run lasts.
    WithTheRun,
    /// The run is over, and the thread unwinds.
    Leaving,
}

thread_local! {
    /// One for each *system* thread. The threads of a model may be coroutines of one system thread
    /// and so share it; a real thread inherits its parent's.
    static CURRENT: RefCell<Option<Session>> = const { RefCell::new(None) };
    /// Whether this system thread takes part in a recorded run, or did.
    static IS_RECORDED: Cell<bool> = const { Cell::new(false) };
    static STAYING: Cell<Staying> = const { Cell::new(Staying::ToTheEnd) };
    /// Where this system thread panicked last.
    static PANICKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `body` as the main thread of the run that `recording` records.
///
/// What came before in the recording is forgotten. Returns when the main thread is over; other threads of the run may not be, see
/// [`Recording::is_over`]. Unwinds with [`Abandoned`](runtime::Abandoned) if the run was given up.
#[track_caller]
pub fn run<R: Runtime>(recording: &Recording, body: impl FnOnce()) {
    let (epoch, main) = {
        let mut notes = recording.notes();
        notes.restart();
        (notes.epoch(), notes.new_thread("main", false))
    };
    inherit(Some(Session { recording: recording.clone(), epoch }));
    as_thread::<R>(main, body);
}

/// Remembers where a panic happened; a panic hook calls this.
///
/// ```
/// std::panic::set_hook(Box::new(|panic| match panic.location() {
///     // It becomes a part of the verdict.
///     Some(location) if plainweave_record::is_recorded() => {
///         plainweave_record::panicked_at(location);
///     }
///     _ => eprintln!("{panic}"),
/// }));
/// ```
pub fn panicked_at(location: &Location<'_>) {
    let at = format!("{}:{}", location.file(), location.line());
    // A thread that is being torn down has nowhere to remember it, and nobody to tell.
    let _ = PANICKED_AT.try_with(|place| place.replace(Some(at)));
}

/// Whether the calling system thread takes part in a recorded run, or did: then a panic becomes a
/// part of its verdict, and a panic hook need not print it.
pub fn is_recorded() -> bool {
    IS_RECORDED.try_with(Cell::get).unwrap_or(false)
}

/// Runs `body` as one thread of the run. A panic fails the run.
#[track_caller]
pub(crate) fn as_thread<R: Runtime>(thread: ThreadIndex, body: impl FnOnce()) {
    let site = Location::caller().into();
    with(|notes| notes.thread_starts(thread, R::current(), R::system_thread()));
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(()) => with(|notes| notes.thread_ends(R::current(), site, R::FINDS_STANDSTILLS)),
        Err(panic) if R::is_abandonment(panic.as_ref()) => {
            with(|notes| notes.thread_is_ended(R::current()));
            if STAYING.get() != Staying::Leaving {
                resume_unwind(panic);
            }
        }
        Err(panic) => {
            let message = message(panic.as_ref());
            let at = PANICKED_AT.take();
            if with(|notes| notes.steps_before_panics()) {
                // Relaxed: nobody else sees it.
                R::AtomicBool::new(false).load(runtime::Ordering::Relaxed);
            }
            with(|notes| {
                let thread = notes.thread_name(R::current());
                let panicked = Step { object: None, act: Act::Panicked, ordering: None, site };
                notes.event(R::current(), panicked);
                notes.fail(Failure::Panic { thread, message, at });
            });
            R::abandon()
        }
    }
}

/// Notes a step of the calling thread.
#[track_caller]
pub(crate) fn note<R: Runtime>(object: Option<Tag>, act: Act, ordering: Option<Ordering>) {
    leave_if_over();
    note_and_stay::<R>(object, act, ordering);
}

/// The same, even if the run is over for the calling thread.
#[track_caller]
pub(crate) fn note_and_stay<R: Runtime>(object: Option<Tag>, act: Act, ordering: Option<Ordering>) {
    let site = Location::caller().into();
    note_step(R::current(), Step { object, act, ordering, site });
}

/// Compiled once, not for every runtime and every line that takes a step.
#[inline(never)]
fn note_step(thread: ThreadId, step: Step) {
    let mut step = Some(step);
    with_notes(&mut |notes| {
        if let Some(step) = step.take() {
            notes.event(thread, step);
        }
    });
}

/// From now on the calling real thread, a daemon, stays only as long as the run lasts.
///
/// A process ends its daemons. A check that runs a program ten thousand times has to: they would pile up.
pub(crate) fn stay_with_the_run() {
    STAYING.set(Staying::WithTheRun);
}

/// Whether the calling thread is a real daemon, which has to look now and then whether its run is over.
pub(crate) fn has_to_look() -> bool {
    STAYING.get() == Staying::WithTheRun
}

/// Whether the calling thread is a real daemon that unwinds.
pub(crate) fn is_leaving() -> bool {
    // Objects may be dropped when the thread's variables are already gone.
    STAYING.try_with(Cell::get).is_ok_and(|staying| staying == Staying::Leaving)
}

/// Unwinds the calling thread if it is a real daemon whose run is over. One that unwinds already goes
/// on with that.
pub(crate) fn leave_if_over() {
    if has_to_look() && !std::thread::panicking() && is_run_over() {
        STAYING.set(Staying::Leaving);
        Abandoned::raise();
    }
}

fn is_run_over() -> bool {
    CURRENT.with_borrow(|current| {
        current.as_ref().is_none_or(|Session { recording, epoch }| {
            let notes = recording.notes();
            notes.epoch() != *epoch || notes.is_left_to_daemons()
        })
    })
}

/// Does something to the notes, if the run is recorded. Never spans a step.
#[inline]
pub(crate) fn with<T: Default>(job: impl FnOnce(&mut Notes) -> T) -> T {
    let (mut job, mut result) = (Some(job), None);
    with_notes(&mut |notes| result = job.take().map(|job| job(notes)));
    result.unwrap_or_default()
}

/// The same, compiled once. Does `job` once, if at all.
#[inline(never)]
fn with_notes(job: &mut dyn FnMut(&mut Notes)) {
    // Objects may be dropped when the thread's variables are already gone.
    let _ = CURRENT.try_with(|current| {
        let current = current.borrow();
        let Some(Session { recording, epoch }) = current.as_ref() else { return };
        let mut notes = recording.notes();
        if notes.epoch() == *epoch {
            job(&mut notes);
        }
    });
}

pub(crate) fn current() -> Option<Session> {
    CURRENT.with_borrow(Clone::clone)
}

pub(crate) fn inherit(session: Option<Session>) {
    IS_RECORDED.set(session.is_some());
    CURRENT.set(session);
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    text.trim().to_owned()
}
