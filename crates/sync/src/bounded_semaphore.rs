use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use runtime::{Deadline, Native, Runtime};

use crate::{OverRelease, Permit, Semaphore, TimedOut, WouldBlock};

/// A [`Semaphore`] that never has more free permits than it began with:
/// `threading.BoundedSemaphore`.
///
/// Giving back more than were taken is an error, and nothing happens then. Exact also when several
/// threads give back at once. 12 bytes; one compare-exchange each way as long as nobody interferes.
///
/// # Differences from Python
///
/// As of [`Semaphore`].
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
    semaphore: Semaphore<R>,
    max: u32,
}

impl BoundedSemaphore {
    /// Creates a semaphore with `permits` free permits, and never more. Python:
    /// `BoundedSemaphore(permits)`.
    ///
    /// # Panics
    ///
    /// If that is more than [`Semaphore::MAX_PERMITS`].
    pub const fn new(permits: u32) -> Self {
        Self { semaphore: Semaphore::new(permits), max: permits }
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
        Self { semaphore: Semaphore::new_in(permits), max: permits }
    }

    /// Gives the semaphore the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { semaphore: self.semaphore.named(name), ..self }
    }

    /// As [`Semaphore::acquire`].
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, R> {
        self.semaphore.acquire().bounded(self.max)
    }

    /// As [`Semaphore::try_acquire`].
    ///
    /// # Errors
    ///
    /// [`WouldBlock`].
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Result<Permit<'_, R>, WouldBlock> {
        Ok(self.semaphore.try_acquire()?.bounded(self.max))
    }

    /// As [`Semaphore::acquire_timeout`].
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<Permit<'_, R>, TimedOut> {
        Ok(self.semaphore.acquire_timeout(timeout)?.bounded(self.max))
    }

    /// As [`Semaphore::acquire_until`].
    ///
    /// # Errors
    ///
    /// [`TimedOut`].
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> Result<Permit<'_, R>, TimedOut> {
        Ok(self.semaphore.acquire_until(deadline)?.bounded(self.max))
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
        self.semaphore.release_up_to(permits, self.max)
    }

    /// As [`Semaphore::available`].
    #[track_caller]
    pub fn available(&self) -> u32 {
        self.semaphore.available()
    }

    /// How many permits there are in all.
    pub fn bound(&self) -> u32 {
        self.max
    }
}
