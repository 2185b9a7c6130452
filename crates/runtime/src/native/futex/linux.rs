//! Linux: the futex itself.
#![allow(unsafe_code)]

use std::io;
use std::ptr;
use std::sync::atomic::AtomicU32;

use crate::{Deadline, Moment, Wait};

/// The deadline is a moment of `CLOCK_MONOTONIC`, so a wait that is interrupted, or that goes back
/// to sleep, needs no clock.
pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    let timeout = deadline.moment().map(|Moment(since_boot)| libc::timespec {
        tv_sec: since_boot.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: since_boot.subsec_nanos().into(),
    });
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the word and the timeout are alive during the call, and the kernel only reads them.
    let result = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG,
            expected,
            timeout,
            ptr::null::<u32>(),
            libc::FUTEX_BITSET_MATCH_ANY,
        )
    };
    let timed_out =
        result == -1 && io::Error::last_os_error().raw_os_error() == Some(libc::ETIMEDOUT);
    if timed_out { Wait::TimedOut } else { Wait::Woken }
}

pub(super) fn wake(word: &AtomicU32, most: u32) {
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    // SAFETY: the kernel uses the address as a key and does not follow it.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
            most,
        );
    }
}
