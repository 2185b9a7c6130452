use std::fmt;
use std::sync::Arc;

use runtime::{Native, Runtime};

use crate::{JoinError, Panic, Thread};

/// The right to the result of a thread's body. Dropping it lets the thread run on.
///
/// There is one for each thread that was started, so the result can be had by value; whoever only wants
/// to wait has a [`Thread`].
#[must_use = "dropping it lets the thread run on, and loses its result"]
pub struct JoinHandle<T: Send + 'static, R: Runtime = Native> {
    thread: Thread<R>,
    outcome: Arc<Outcome<T, R>>,
}

/// Where a thread leaves what came out of its body.
pub(super) struct Outcome<T: Send + 'static, R: Runtime>(R::Cell<Option<Result<T, Panic>>>);

impl<T: Send + 'static, R: Runtime> Outcome<T, R> {
    #[track_caller]
    pub(super) fn new() -> Self {
        Self(R::cell(None))
    }

    /// Called by the thread, once, before it ends.
    pub(super) fn leave(&self, outcome: Result<T, Panic>) {
        // SAFETY: nobody else opens the cell before the thread's event is set, which is later in this
        // thread. What came before in the cell was written before the thread was started.
        #[allow(unsafe_code)]
        let mut place = unsafe { R::open(&self.0) };
        *place = Some(outcome);
    }

    /// Called by whoever has the one handle, after the thread's event was seen to be set.
    fn take(&self) -> Option<Result<T, Panic>> {
        // SAFETY: the thread has closed the cell before it set its event, with Release, and we have seen
        // that, with Acquire. There is one handle, which `join` consumes.
        #[allow(unsafe_code)]
        let mut place = unsafe { R::open(&self.0) };
        place.take()
    }
}

impl<T: Send + 'static, R: Runtime> JoinHandle<T, R> {
    pub(super) fn new(thread: Thread<R>, outcome: Arc<Outcome<T, R>>) -> Self {
        Self { thread, outcome }
    }

    /// The thread, for everything but its result.
    pub fn thread(&self) -> &Thread<R> {
        &self.thread
    }

    /// Waits until the body is over, and gives its result. What it did happens before this returns.
    ///
    /// A deadline is on [`Thread::join_until`]; after that, this returns at once.
    ///
    /// # Errors
    ///
    /// [`JoinError::Panicked`] with the panic of the body; [`JoinError::Itself`] if it is the calling
    /// thread, which would wait for ever.
    ///
    /// # Panics
    ///
    /// Never: a thread that is over has left its outcome.
    #[track_caller]
    pub fn join(self) -> Result<T, JoinError> {
        self.thread.join()?;
        let outcome = self.outcome.take().expect("a thread that is over has left its outcome");
        outcome.map_err(JoinError::Panicked)
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for JoinHandle<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinHandle").field(&self.thread).finish()
    }
}
