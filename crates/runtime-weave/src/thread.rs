//! Threads of a model.

use runtime::Thread;
use weave::raw::{self, ThreadIndex};

/// A thread of the model.
#[derive(Clone, Copy, Debug)]
pub struct WeaveThread(ThreadIndex);

impl WeaveThread {
    #[track_caller]
    pub(crate) fn start(is_daemon: bool, body: impl FnOnce() + Send + 'static) -> Self {
        let body = Box::new(body);
        Self(if is_daemon { raw::spawn_daemon(body) } else { raw::spawn(body) })
    }
}

impl Thread for WeaveThread {
    /// A thread that panics ends the run, so there is no panic to pass on.
    #[track_caller]
    fn join(self) {
        raw::join(self.0);
    }
}
