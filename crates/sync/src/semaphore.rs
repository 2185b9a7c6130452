use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use runtime::{Deadline, Native, Operation, Runtime};

use crate::permits::{self, Permits};
use crate::{OverRelease, TimedOut, WouldBlock};

/// A gate that lets a limited number of threads in: `threading.Semaphore`.
///
/// Permits have no owner: any thread may [`release`](Semaphore::release) one, also one that never
/// acquired any. What a thread did before it gave a permit back happens before what the thread does
/// that takes it. Not fair: a thread that comes at the right moment overtakes those that sleep. 8
/// bytes; uncontended, one read-modify-write each way.
///
/// # Differences from Python
///
/// There are at most [`MAX_PERMITS`](Semaphore::MAX_PERMITS). A negative number of permits cannot be
/// written; negative and NaN timeouts cannot either; a timeout too long for the clock is for ever,
/// and the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{Semaphore, WouldBlock};
///
/// static WASHROOM: Semaphore = Semaphore::new(1);
///
/// let inside = WASHROOM.acquire();
/// assert_eq!(WASHROOM.try_acquire().err(), Some(WouldBlock));
/// drop(inside);
/// assert!(WASHROOM.try_acquire().is_ok());
/// ```
#[derive(Debug)]
pub struct Semaphore<R: Runtime = Native> {
    permits: Permits<R>,
}

/// The right to be inside; dropping it lets the next thread in.
///
/// If so many permits were given back by hand that there is no room for this one, dropping it does
/// nothing.
#[must_use = "the permit is given back as soon as it is dropped"]
pub struct Permit<'a, R: Runtime = Native> {
    permits: &'a Permits<R>,
    max: u32,
}

impl Semaphore {
    /// Creates a semaphore with `permits` free permits; 0 is fine. Python: `Semaphore(permits)`.
    ///
    /// # Panics
    ///
    /// If that is more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS).
    pub const fn new(permits: u32) -> Self {
        Self { permits: Permits::new(permits) }
    }
}

impl Default for Semaphore {
    /// One permit, as in Python.
    fn default() -> Self {
        Self::new(1)
    }
}

impl<R: Runtime> Semaphore<R> {
    /// The most permits there can be.
    pub const MAX_PERMITS: u32 = permits::MAX;

    /// Creates a semaphore on the runtime `R`; [`new`](Semaphore::new) for models.
    #[track_caller]
    pub fn new_in(permits: u32) -> Self {
        Self { permits: Permits::new_in(permits) }
    }

    /// Gives the semaphore the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { permits: self.permits.named(name.into()) }
    }

    /// Takes a permit, sleeping until one is free. Python: `acquire()`, or `with semaphore:`.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, R> {
        R::call(self.permits.word(), "acquire", || {
            self.permits.take_until(Deadline::NEVER);
        });
        self.permit()
    }

    /// Takes a permit if one is free. Python: `acquire(blocking=False)`.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`] if there was none at some moment during the call.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Result<Permit<'_, R>, WouldBlock> {
        let taken = R::call(self.permits.word(), "try_acquire", || self.permits.take());
        if taken { Ok(self.permit()) } else { Err(WouldBlock) }
    }

    /// Takes a permit unless that takes longer than `timeout`. Python: `acquire(timeout=…)`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<Permit<'_, R>, TimedOut> {
        self.acquire_until(R::deadline(timeout))
    }

    /// Takes a permit unless the deadline passes first.
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> Result<Permit<'_, R>, TimedOut> {
        let take = || self.permits.take_until(deadline);
        let taken = R::call(self.permits.word(), "acquire_until", take);
        if taken { Ok(self.permit()) } else { Err(TimedOut) }
    }

    /// Gives one permit, not necessarily one that was taken. Python: `release()`.
    ///
    /// # Errors
    ///
    /// [`OverRelease`] if there were more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS) then.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), OverRelease> {
        R::call(self.permits.word(), "release", || self.permits.give_one())
    }

    /// Gives so many permits, all or none, and wakes as many threads. Python: `release(n)`.
    ///
    /// # Errors
    ///
    /// [`OverRelease`] if there were more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS) then.
    #[track_caller]
    pub fn release_many(&self, permits: NonZeroU32) -> Result<(), OverRelease> {
        self.release_up_to(permits, permits::MAX)
    }

    /// Gives so many permits, unless there were more than `max` then.
    #[inline]
    #[track_caller]
    pub(crate) fn release_up_to(&self, permits: NonZeroU32, max: u32) -> Result<(), OverRelease> {
        R::call(self.permits.word(), "release", || self.permits.give(permits, max))
    }

    /// How many permits are free right now.
    #[track_caller]
    pub fn available(&self) -> u32 {
        R::call(self.permits.word(), "available", || self.permits.free())
    }

    #[inline]
    fn permit(&self) -> Permit<'_, R> {
        Permit { permits: &self.permits, max: permits::MAX }
    }
}

impl<R: Runtime> Permit<'_, R> {
    /// The permit of a semaphore that never has more than `max`.
    #[inline]
    pub(crate) fn bounded(mut self, max: u32) -> Self {
        self.max = max;
        self
    }

    /// Keeps the permit for good, or until somebody gives it back by hand.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl<R: Runtime> Drop for Permit<'_, R> {
    #[inline]
    fn drop(&mut self) {
        if !R::is_abandoned() {
            let Self { permits, max } = self;
            // No room for it: somebody gave it back already. See the type.
            let _ = R::call(permits.word(), Operation::dropping("release"), || {
                if *max == permits::MAX {
                    permits.give_one()
                } else {
                    permits.give(NonZeroU32::MIN, *max)
                }
            });
        }
    }
}

impl<R: Runtime> fmt::Debug for Permit<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<permit>")
    }
}
