use std::io;
use std::marker::PhantomData;
use std::panic::Location;

use runtime::{Birth, Runtime, Thread, ThreadId};
use trace::{Act, ThreadIndex};

use crate::session::{
    as_thread, current, inherit, leave_if_over, note, note_and_stay, stay_with_the_run, with,
};

/// A thread whose steps are written down.
#[derive(Debug)]
pub struct RecordedThread<R: Runtime> {
    inner: R::Thread,
    index: ThreadIndex,
    runtime: PhantomData<R>,
}

#[track_caller]
pub(crate) fn start<R: Runtime>(
    birth: Birth<'_>,
    body: impl FnOnce() + Send + 'static,
) -> io::Result<RecordedThread<R>> {
    leave_if_over();
    let is_daemon = birth.is_daemon();
    let index = with(|notes| notes.new_thread(birth.name(), is_daemon));
    // Whoever left now would leave a thread behind that is counted and never starts.
    note_and_stay::<R>(None, Act::Spawn(index), None);
    let session = current();
    let inner = R::start(birth, move || {
        inherit(session);
        if is_daemon && !R::IS_MODEL {
            stay_with_the_run();
        }
        as_thread::<R>(index, body);
    });
    if inner.is_err() {
        let site = Location::caller().into();
        with(|notes| notes.thread_is_stillborn(index, site));
    }
    Ok(RecordedThread { inner: inner?, index, runtime: PhantomData })
}

impl<R: Runtime> Thread for RecordedThread<R> {
    fn id(&self) -> ThreadId {
        self.inner.id()
    }

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
