use std::sync::{Mutex, PoisonError};

use crate::History;

/// A history that is written by the threads that make it.
///
/// What is written is true: a call is noted as begun before it begins, and as over after it is. So calls may
/// seem to overlap that did not, never the other way round. Threads that write synchronise with each other; a
/// fault that only shows when they don't may hide.
///
/// ```
/// use plainweave_linear::Recorder;
/// # use sync as plainweave_sync;
/// use plainweave_sync::Queue;
///
/// let (queue, recorder) = (Queue::new(), Recorder::new());
/// std::thread::scope(|scope| {
///     scope.spawn(|| recorder.call(0, "put", |_| queue.put(7).is_ok()));
///     scope.spawn(|| recorder.call(1, "get", |_| queue.get() == Ok(7)));
/// });
/// let history = recorder.into_history();
/// assert!(history.calls().iter().all(|call| call.result == Some(true)));
/// ```
#[derive(Debug)]
pub struct Recorder<O, R>(Mutex<History<O, R>>);

impl<O, R> Default for Recorder<O, R> {
    fn default() -> Self {
        Self(Mutex::new(History::new()))
    }
}

impl<O: Clone, R: Clone> Recorder<O, R> {
    /// A recorder of a history in which nothing has happened.
    pub fn new() -> Self {
        Self::default()
    }

    /// A thread, by its number, calls an operation; `body` is the call.
    ///
    /// If it panics, the call stays pending.
    pub fn call(&self, thread: usize, operation: O, body: impl FnOnce(&O) -> R) -> R {
        let call = self.write(|history| history.invoke(thread, operation.clone()));
        let result = body(&operation);
        self.write(|history| history.respond(call, result.clone()));
        result
    }

    /// The history, when all have written it.
    pub fn into_history(self) -> History<O, R> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn write<T>(&self, write: impl FnOnce(&mut History<O, R>) -> T) -> T {
        // Nothing foreign runs while it is locked, so nothing is half written.
        write(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
