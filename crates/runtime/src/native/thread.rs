//! Threads of the operating system.

use std::cell::Cell;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use crate::{Birth, Thread, ThreadId};

/// A thread of the operating system.
#[derive(Debug)]
pub struct NativeThread {
    id: ThreadId,
    handle: thread::JoinHandle<()>,
}

/// That it may be a daemon makes no difference: no process waits for any thread but its main one.
pub(super) fn start(
    birth: Birth<'_>,
    body: impl FnOnce() + Send + 'static,
) -> io::Result<NativeThread> {
    // The operating system's names end at the first zero.
    let name = birth.name().replace('\0', "?");
    let id = next_number();
    let run = move || {
        MINE.set(id);
        body();
    };
    let handle = thread::Builder::new().name(name).spawn(run)?;
    Ok(NativeThread { id: ThreadId(id), handle })
}

thread_local! {
    /// The id of this thread; 0 until it is asked for.
    static MINE: Cell<u32> = const { Cell::new(0) };
}

#[inline]
pub(super) fn current() -> ThreadId {
    match MINE.get() {
        0 => number_this_thread(),
        mine => ThreadId(mine),
    }
}

#[cold]
#[inline(never)]
fn number_this_thread() -> ThreadId {
    let mine = next_number();
    MINE.set(mine);
    ThreadId(mine)
}

fn next_number() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    // Relaxed: the counter only has to give every thread another number.
    let last = LAST.fetch_update(Relaxed, Relaxed, |last| last.checked_add(1));
    // An id that is used twice would let a stranger into an RLock; so no id at all.
    last.expect("fewer than 2^32 threads have asked for their id") + 1
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
pub(super) fn system_thread() -> Option<u32> {
    // SAFETY: the call takes nothing, touches nothing and cannot fail.
    u32::try_from(unsafe { libc::gettid() }).ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn system_thread() -> Option<u32> {
    None
}

impl Thread for NativeThread {
    fn id(&self) -> ThreadId {
        self.id
    }

    fn join(self) {
        if let Err(panic) = self.handle.join() {
            std::panic::resume_unwind(panic);
        }
    }
}
