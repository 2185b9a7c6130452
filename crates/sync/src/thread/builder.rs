use std::fmt;
use std::sync::Arc;

use runtime::{Birth, Native, Runtime, Thread as _};

use super::handle::Outcome;
use crate::{JoinHandle, Panic, SpawnError, Threads};

/// What a thread is to be like, before there is one: `threading.Thread(name=…, daemon=…)`.
///
/// What can be changed before the start only is on this type, and nothing else.
#[must_use = "no thread is started yet"]
pub struct ThreadBuilder<'a, R: Runtime = Native> {
    threads: &'a Threads<R>,
    name: Option<String>,
    is_daemon: Option<bool>,
}

impl<'a, R: Runtime> ThreadBuilder<'a, R> {
    pub(super) fn new(threads: &'a Threads<R>) -> Self {
        Self { threads, name: None, is_daemon: None }
    }

    /// Its name. It need not be unique; by default it is `Thread-1` and so on.
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// Whether an exit does not wait for it. By default that is as with the thread that starts it, and
    /// not so if nobody here has started that one: in Python it would be.
    pub fn daemon(self, is_daemon: bool) -> Self {
        Self { is_daemon: Some(is_daemon), ..self }
    }

    /// Starts the thread. Python: `start()`.
    ///
    /// What the caller did happens before the body. A panic of the body is told to the
    /// [hook](Threads::set_hook), and then to whoever joins.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] if the operating system has no thread to give. The body is dropped then. Python:
    /// `RuntimeError: can't start new thread`.
    #[track_caller]
    pub fn spawn<T: Send + 'static>(
        self,
        body: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T, R>, SpawnError> {
        let thread = self.threads.enter(self.name, self.is_daemon);
        let outcome = Arc::new(Outcome::<T, R>::new());
        let run = {
            let (threads, thread) = (self.threads.clone(), thread.clone());
            let outcome = Arc::clone(&outcome);
            move || {
                thread.arrive();
                let result = Panic::catch::<R, T>("thread", body);
                if let Err(panic) = &result {
                    threads.report(&thread, panic);
                }
                outcome.leave(result);
                threads.leave(&thread);
                thread.end();
            }
        };
        let birth = Birth::named(thread.name()).with_daemon(thread.is_daemon());
        match R::start(birth, run) {
            Ok(started) => {
                thread.set_id(started.id());
                self.threads.note_started(&thread);
            }
            Err(error) => {
                self.threads.leave(&thread);
                // Somebody may have found it meanwhile, and wait.
                thread.end();
                return Err(SpawnError(error));
            }
        }
        Ok(JoinHandle::new(thread, outcome))
    }
}

impl<R: Runtime> fmt::Debug for ThreadBuilder<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("ThreadBuilder");
        text.field("name", &self.name).field("is_daemon", &self.is_daemon);
        text.finish_non_exhaustive()
    }
}
