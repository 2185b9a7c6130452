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

use std::time::Duration;

use plainweave_sync::Deadline;
use runtime::Moment;

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

/// What `job` returns in a thread of its own.
fn elsewhere<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(job).join().expect("the job does not panic"))
}

#[test]
fn a_timeout_that_no_clock_can_tell_is_for_ever() {
    assert_eq!(Deadline::after(FOR_EVER), Deadline::NEVER);
    assert!(Deadline::after(Duration::ZERO).is_timed());
}
