//! Handles of threads.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use crate::raw::{self, Op, Order, Place, Rmw, ThreadIndex, Width};
use crate::run::{self, Halt};

/// Mirrors [`std::thread::Thread`].
#[derive(Clone)]
pub struct Thread {
    id: ThreadId,
    run: u32,
    name: Option<Arc<str>>,
}

/// Mirrors [`std::thread::ThreadId`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(ThreadIndex);

/// The handle of the thread that runs.
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn current() -> Thread {
    let (index, name) = run::with(|engine| (engine.current(), engine.name_of_current()));
    Thread::new(index, name)
}

impl Thread {
    pub(super) fn new(index: ThreadIndex, name: Option<Arc<str>>) -> Self {
        Self { id: ThreadId(index), run: run::with(|engine| engine.run_number()), name }
    }

    /// Its number.
    pub fn id(&self) -> ThreadId {
        self.id
    }

    /// Its name, if its maker gave it one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Makes the thread's token available, which lets it out of [`park`](super::park). What happened
    /// before this happens before the return of the `park` that takes the token.
    #[track_caller]
    pub fn unpark(&self) {
        if run::with(|engine| engine.run_number()) != self.run {
            run::halt(Halt::Foreign { site: Location::caller() });
        }
        let token = Place::token(self.id.0);
        token.perform(Op::Rmw(Rmw::Swap, 1, Width::WORD), Order::ACQ_REL, Order::RELAXED);
    }

    pub(super) fn index(&self) -> raw::ThreadIndex {
        self.id.0
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadId({})", self.0)
    }
}
