//! One thread of the program, as the run sees it.

use std::sync::Arc;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};

use super::locals::Values;
use super::rounds::Rounds;
use crate::graph::Request;

pub(super) type Thread = Coroutine<(), (), (), DefaultStack>;
pub(super) type Body = Box<dyn FnOnce()>;

/// What a thread that does not run is waiting for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// Nothing: it has not started, or runs.
    Nothing,
    /// To perform this.
    Request(Request),
    /// While recorded events are repeated: for the thread that has the source of its next one.
    Source,
}

/// Whether a thread was stopped inside a destructor while it unwound. The machine's thread knows only
/// whether some coroutine on it unwinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unwinding {
    No,
    /// Another one does, and perhaps this one too.
    Perhaps,
    Yes,
}

/// State of a thread within one run.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Slot {
    /// Suspended, or `None` while it runs and before it has started.
    pub(super) coroutine: Option<Thread>,
    /// How code on the coroutine's stack gets off it.
    pub(super) yielder: *const Yielder<(), ()>,
    pub(super) body: Option<Body>,
    /// Events performed so far.
    pub(super) index: u32,
    /// Things made so far.
    pub(super) made: u32,
    /// Threads started so far.
    pub(super) children: u32,
    /// Its spawn event has happened.
    pub(super) live: bool,
    pub(super) done: bool,
    /// No execution waits for it.
    pub(super) is_daemon: bool,
    /// It has failed, and stands where it did.
    pub(super) stopped: bool,
    /// It waits for ever, as an event of the graph.
    pub(super) waiting: bool,
    pub(super) pending: Pending,
    /// It goes round a loop that says so.
    pub(super) rounds: Option<Rounds>,
    /// The first read of the round that it goes round for ever, if it has been stopped.
    pub(super) endless_from: u32,
    /// It stands in a hint; when it goes on it reads again, in the place of the event taken out.
    pub(super) hinted: bool,
    /// Hints in a row, with nothing in between.
    pub(super) hints: u32,
    /// The schedule has chosen it for its next event.
    pub(super) chosen: bool,
    /// Time limits that ran out so far.
    pub(super) expired: u32,
    /// Stopped inside a destructor while it unwound.
    pub(super) unwinding: Unwinding,
    /// A time limit would end what it waits for, had the bound on them not been reached.
    pub(super) bounded_wait: bool,
    pub(super) name: Option<Arc<str>>,
    /// Bytes of stack that it wants.
    pub(super) stack_size: usize,
    pub(super) locals: Values,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            coroutine: None,
            yielder: std::ptr::null(),
            body: None,
            index: 0,
            made: 0,
            children: 0,
            live: false,
            done: false,
            is_daemon: false,
            stopped: false,
            waiting: false,
            pending: Pending::Nothing,
            rounds: None,
            endless_from: 0,
            hinted: false,
            hints: 0,
            chosen: false,
            expired: 0,
            unwinding: Unwinding::No,
            bounded_wait: false,
            name: None,
            stack_size: 0,
            locals: Values::default(),
        }
    }
}

impl Slot {
    /// Whether the thread has started and not ended.
    pub(super) fn is_unfinished(&self) -> bool {
        self.live && !self.done
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot")
            .field("index", &self.index)
            .field("live", &self.live)
            .field("done", &self.done)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}
