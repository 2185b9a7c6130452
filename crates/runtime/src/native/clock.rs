//! The monotonic clock.

use crate::Moment;

/// The clock by which Linux measures a futex's deadline.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
pub(super) fn now() -> Moment {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one timespec, and `time` is one. It cannot fail: the clock exists
    // and the pointer is good.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Moment(std::time::Duration::new(seconds, nanoseconds))
}

/// `std`'s clock, counted from the first question.
#[cfg(not(target_os = "linux"))]
pub(super) fn now() -> Moment {
    Moment(portable_origin().elapsed())
}

/// The origin of the portable clock.
#[cfg(any(not(target_os = "linux"), test))]
pub(super) fn portable_origin() -> std::time::Instant {
    static ORIGIN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    *ORIGIN.get_or_init(std::time::Instant::now)
}
