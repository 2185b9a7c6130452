use std::marker::PhantomData;

use runtime::{Runtime, Thread};
use trace::{Act, ThreadIndex};

use crate::session::{as_thread, current, inherit, note, with};

/// A thread whose steps are written down.
#[derive(Debug)]
pub struct RecordedThread<R: Runtime> {
    inner: R::Thread,
    index: ThreadIndex,
    runtime: PhantomData<R>,
}

#[track_caller]
pub(crate) fn spawn<R: Runtime>(
    name: &str,
    body: impl FnOnce() + Send + 'static,
) -> RecordedThread<R> {
    let index = with(|notes| notes.new_thread(name));
    note::<R>(None, Act::Spawn(index), None);
    let session = current();
    let inner = R::spawn(name, move || {
        inherit(session);
        as_thread::<R>(index, body);
    });
    RecordedThread { inner, index, runtime: PhantomData }
}

impl<R: Runtime> Thread for RecordedThread<R> {
    #[track_caller]
    fn join(self) {
        note::<R>(None, Act::Join(self.index), None);
        give_up_if_stuck::<R>();
        self.inner.join();
        note::<R>(None, Act::Joined(self.index), None);
    }
}

/// Called by a thread that is about to wait for others, with no deadline.
pub(crate) fn give_up_if_stuck<R: Runtime>() {
    if !R::FINDS_STANDSTILLS && with(crate::notes::Notes::fail_if_stuck) {
        R::abandon();
    }
}
