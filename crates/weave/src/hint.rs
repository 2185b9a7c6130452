//! Mirrors of `std::hint`, and hints to the checker itself.

use crate::raw;

#[doc(no_inline)]
pub use std::hint::black_box;

/// Says that the thread goes round a loop until something changes, as [`std::hint::spin_loop`].
///
/// It is no event. A loop that only reads and says this is explored once for each way out of it, and not
/// once for each number of rounds; one that nothing will end any more is a deadlock. Without it a loop
/// that goes on for ever reaches the bound on steps.
///
/// A loop that is still there after [`Config::spin_rounds`](crate::Config::spin_rounds) rounds with
/// nothing new to see is taken to go on for ever, so one that gives up has to do so before.
#[track_caller]
pub fn spin_loop() {
    raw::spin();
}

/// A place that is never reached, as [`std::hint::unreachable_unchecked`], and a panic if it is.
///
/// # Safety
///
/// None is needed here; it stands for a function that has undefined behaviour when it is called.
///
/// # Panics
///
/// Always.
#[track_caller]
#[expect(unsafe_code, reason = "the signature of what it stands for")]
pub unsafe fn unreachable_unchecked() -> ! {
    unreachable!("unreachable_unchecked was reached!")
}

/// Any number below `count`: every one is explored. 0 if `count` is.
///
/// For what a program cannot decide and a check should cover: input, a device that fails, a random
/// number.
///
/// ```
/// use plainweave_weave::{Config, explore_all, hint};
///
/// let exploration = explore_all(&Config::default(), || {
///     let faces = (hint::choose(6), hint::choose(6));
///     assert!(faces.0 < 6 && faces.1 < 6);
/// });
/// assert_eq!(exploration.complete, 36);
/// ```
#[track_caller]
pub fn choose(count: usize) -> usize {
    // More than that could not be explored.
    let chosen = raw::choose(u32::try_from(count).unwrap_or(u32::MAX));
    usize::try_from(chosen).unwrap_or(usize::MAX)
}

/// Stops the thread for good if `condition` does not hold: the execution does not count, neither as
/// complete nor as a deadlock.
///
/// ```
/// use plainweave_weave::{Config, explore_all, hint};
///
/// let exploration = explore_all(&Config::default(), || {
///     let (a, b) = (hint::choose(3), hint::choose(3));
///     hint::assume(a < b);
/// });
/// assert_eq!(exploration.complete, 3);
/// ```
#[track_caller]
pub fn assume(condition: bool) {
    if !condition {
        raw::stop();
    }
}
