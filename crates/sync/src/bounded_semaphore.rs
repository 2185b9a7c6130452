use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use runtime::{Deadline, Native, Runtime};

use crate::permits::Permits;
use crate::{OverRelease, Permit, TimedOut, WouldBlock};

/// A [`Semaphore`](crate::Semaphore) that never has more free permits than it began with:
/// `threading.BoundedSemaphore`.
///
/// Giving back more than were taken is an error, and nothing happens then. Exact also when several
/// threads give back at once. 12 bytes; one compare-exchange each way as long as nobody interferes.
///
/// # Differences from Python
///
/// As of [`Semaphore`](crate::Semaphore).
///
/// # Examples
///
/// ```
/// use plainweave_sync::{BoundedSemaphore, OverRelease};
///
/// static CONNECTIONS: BoundedSemaphore = BoundedSemaphore::new(2);
///
/// CONNECTIONS.acquire().forget();
/// CONNECTIONS.release()?;
/// assert_eq!(CONNECTIONS.release(), Err(OverRelease { max: 2 }));
/// assert_eq!(CONNECTIONS.available(), 2);
/// # Ok::<(), OverRelease>(())
/// ```
#[derive(Debug)]
pub struct BoundedSemaphore<R: Runtime = Native> {
    permits: Permits<R>,
    max: u32,
}

impl BoundedSemaphore {
    /// Creates a semaphore with `permits` free permits, and never more. Python:
    /// `BoundedSemaphore(permits)`.
    ///
    /// # Panics
    ///
    /// If that is more than [`Semaphore::MAX_PERMITS`](crate::Semaphore::MAX_PERMITS).
    pub const fn new(permits: u32) -> Self {
        Self { permits: Permits::new(permits), max: permits }
    }
}

impl Default for BoundedSemaphore {
    /// One permit, as in Python.
    fn default() -> Self {
        Self::new(1)
    }
}

impl<R: Runtime> BoundedSemaphore<R> {
    /// Creates a semaphore on the runtime `R`; [`new`](BoundedSemaphore::new) for models.
    #[track_caller]
    pub fn new_in(permits: u32) -> Self {
        Self { permits: Permits::new_in(permits), max: permits }
    }

    /// Gives the semaphore the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { permits: self.permits.named(name.into()), ..self }
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

    /// Gives one permit back. Python: `release()`.
    ///
    /// # Errors
    ///
    /// [`OverRelease`] if all are there.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), OverRelease> {
        self.release_many(NonZeroU32::MIN)
    }

    /// Gives so many permits back, all or none, and wakes as many threads. Python: `release(n)`.
    ///
    /// # Errors
    ///
    /// [`OverRelease`] if there were more than in the beginning then.
    #[inline]
    #[track_caller]
    pub fn release_many(&self, permits: NonZeroU32) -> Result<(), OverRelease> {
        R::call(self.permits.word(), "release", || self.permits.give(permits, self.max))
    }

    /// How many permits are free right now.
    #[track_caller]
    pub fn available(&self) -> u32 {
        R::call(self.permits.word(), "available", || self.permits.free())
    }

    /// How many permits there are in all.
    pub fn bound(&self) -> u32 {
        self.max
    }

    #[inline]
    fn permit(&self) -> Permit<'_, R> {
        Permit::of(&self.permits, self.max)
    }
}
