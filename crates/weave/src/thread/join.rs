//! A thread's result, and waiting for it.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::Thread;
use crate::{raw, run};

/// Where a thread leaves its result. Not part of the model: it is empty until the thread's end, and only
/// who has seen that looks into it.
pub(super) struct Packet<T>(Arc<Mutex<Option<super::Result<T>>>>);

impl<T> Clone for Packet<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Packet<T> {
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// Runs the body of a thread. A panic of it goes on, unless programs survive those here.
    pub(super) fn fill(&self, body: impl FnOnce() -> T) {
        let result = match catch_unwind(AssertUnwindSafe(body)) {
            Ok(value) => Ok(value),
            Err(payload) if survives() => Err(payload),
            Err(payload) => resume_unwind(payload),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    /// Whether the thread has ended by a panic of which nobody has been told.
    pub(super) fn holds_panic(&self) -> bool {
        matches!(*self.0.lock().unwrap_or_else(PoisonError::into_inner), Some(Err(_)))
    }

    /// The result of a thread that has ended.
    pub(super) fn take(&self) -> super::Result<T> {
        let result = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match result {
            Some(result) => result,
            // The run is being taken apart, and a destructor waits for a thread that was, too.
            None => run::strand(),
        }
    }
}

/// Whether a panic of a thread concerns only who joins it.
fn survives() -> bool {
    run::with(|engine| engine.config.survive_panics && !engine.is_teardown())
}

/// Mirrors [`std::thread::JoinHandle`].
pub struct JoinHandle<T> {
    pub(super) packet: Packet<T>,
    pub(super) thread: Thread,
}

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended, and gives its result. Everything that it did happens before this
    /// returns.
    ///
    /// # Errors
    ///
    /// The payload of the thread's panic, if [`Config::survive_panics`](crate::Config::survive_panics) is
    /// set. Otherwise its panic is a failure of the execution, and this does not return.
    #[track_caller]
    pub fn join(self) -> super::Result<T> {
        raw::join(self.thread.index());
        self.packet.take()
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("thread", &self.thread).finish_non_exhaustive()
    }
}

/// Whether a payload came from a thread's own panic and not from the end of the run.
pub(super) fn resume_if_abandoned(payload: Box<dyn Any + Send>) -> Box<dyn Any + Send> {
    if run::with(|engine| engine.is_teardown()) { resume_unwind(payload) } else { payload }
}
