//! Threads of a model.

use runtime::{Thread, ThreadId};
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
    fn id(&self) -> ThreadId {
        ThreadId(self.0)
    }

    /// A thread that panics ends the run, so there is no panic to pass on.
    #[track_caller]
    fn join(self) {
        raw::join(self.0);
    }
}
