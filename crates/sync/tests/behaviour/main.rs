//! What each primitive does, one promise of its documentation at a time.
//!
//! Real threads take part, and no test depends on how fast they are: what has to have happened
//! first is waited for ([`until`]), and a timeout is either zero, or past, or never needed.

mod barrier;
mod bounded_semaphore;
mod condition;
mod event;
mod lock;
mod queue;
mod rlock;
mod semaphore;
mod thread;
mod timer;

use std::fs;
use std::sync::mpsc;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Duration;

use plainweave_sync::{Deadline, Native};
use runtime::{Moment, Runtime as _};

/// A timeout that nobody sits out, and that no clock can tell.
const FOR_EVER: Duration = Duration::MAX;

/// A deadline that has passed long ago.
const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

/// Lets others run until it is so.
fn until(mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        std::thread::yield_now();
    }
}

/// Starts a thread that does `job`, and comes back when it sleeps there, where the system tells.
fn asleep<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    job: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    let (tell, told) = mpsc::channel();
    let thread = scope.spawn(move || {
        // Nobody waits for it in vain.
        let _ = tell.send(Native::system_thread());
        drop(tell);
        job()
    });
    if let Ok(Some(id)) = told.recv() {
        until(|| sleeps(id));
    }
    thread
}

/// Whether this thread sleeps, as far as the system tells.
fn sleeps(thread: u32) -> bool {
    // Its name, in parentheses, and then its state.
    let Ok(text) = fs::read_to_string(format!("/proc/self/task/{thread}/stat")) else {
        return true;
    };
    text.rsplit(") ").next().is_some_and(|state| state.starts_with('S'))
}

/// What `job` returns in a thread of its own.
fn elsewhere<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(job).join().expect("the job does not panic"))
}

#[test]
fn a_timeout_that_no_clock_can_tell_is_for_ever() {
    assert_eq!(Deadline::after(FOR_EVER), Deadline::NEVER);
    assert!(Deadline::after(Duration::ZERO).is_timed());
}
