//! Everywhere else: `parking_lot`'s table of sleeping threads, keyed by the word's address.
#![allow(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use parking_lot_core::{DEFAULT_PARK_TOKEN, DEFAULT_UNPARK_TOKEN, ParkResult, park, unpark_filter};
use parking_lot_core::{FilterOp, UnparkResult};

use super::super::clock::portable_origin;
use crate::{Deadline, Moment, Wait};

pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    let timeout = deadline.moment().and_then(|Moment(at)| portable_origin().checked_add(at));
    // SAFETY: as `park` asks, the key is the address of a word that is ours; `validate` only loads
    // it and `timed_out` and `before_sleep` do nothing, so none of them panics or calls the
    // parking lot.
    let result = unsafe {
        park(
            key(word),
            || word.load(SeqCst) == expected,
            || {},
            |_, _| {},
            DEFAULT_PARK_TOKEN,
            timeout,
        )
    };
    if result == ParkResult::TimedOut { Wait::TimedOut } else { Wait::Woken }
}

pub(super) fn wake(word: &AtomicU32, most: u32) {
    let mut left = most;
    let filter = |_| {
        if left == 0 {
            return FilterOp::Stop;
        }
        left -= 1;
        FilterOp::Unpark
    };
    // SAFETY: as `unpark_filter` asks, the key is the address of a word that is ours, and neither
    // closure panics or calls the parking lot.
    unsafe { unpark_filter(key(word), filter, |_: UnparkResult| DEFAULT_UNPARK_TOKEN) };
}

fn key(word: &AtomicU32) -> usize {
    std::ptr::from_ref(word).addr()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;
    use std::sync::atomic::Ordering::SeqCst;
    use std::thread;
    use std::time::Duration;

    use super::{portable_origin, wait, wake};
    use crate::{Deadline, Moment, Wait};

    fn soon() -> Deadline {
        Deadline::at(Moment(portable_origin().elapsed() + Duration::from_millis(1)))
    }

    #[test]
    fn another_value_does_not_sleep() {
        assert_eq!(wait(&AtomicU32::new(1), 0, Deadline::NEVER), Wait::Woken);
    }

    #[test]
    fn the_deadline_passes() {
        assert_eq!(wait(&AtomicU32::new(0), 0, soon()), Wait::TimedOut);
    }

    #[test]
    fn a_wake_up_without_sleepers_is_forgotten() {
        let word = AtomicU32::new(0);
        wake(&word, u32::MAX);
        assert_eq!(wait(&word, 0, soon()), Wait::TimedOut);
    }

    /// Whoever sleeps is woken, whoever comes later sees the new value: nobody is left behind.
    #[test]
    fn everybody_wakes() {
        let word = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while word.load(SeqCst) == 0 {
                        let _ = wait(&word, 0, Deadline::NEVER);
                    }
                });
            }
            word.store(1, SeqCst);
            wake(&word, u32::MAX);
        });
    }

    /// As many wake-ups as sleepers, one at a time; each changes the word first.
    #[test]
    fn one_wake_up_each() {
        let permits = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let take = |free: u32| free.checked_sub(1);
                    while permits.fetch_update(SeqCst, SeqCst, take).is_err() {
                        let _ = wait(&permits, 0, Deadline::NEVER);
                    }
                });
            }
            for _ in 0..4 {
                permits.fetch_add(1, SeqCst);
                wake(&permits, 1);
            }
        });
    }
}
