//! A condition variable.
//!
//! A queue of waiting threads. To wait is to go in, to open the mutex, to be taken out, and to take
//! the mutex again. Who notifies while nobody is in the queue notifies nobody: a lost wake-up is a
//! deadlock. `notify_one` takes out any of those who wait, and each is explored.
//!
//! A notification orders memory (release, received by who wakes up), as the systems below `std` do;
//! the mutex, which is what one should rely on, orders it anyway.

use std::fmt;
use std::panic::Location;
use std::sync::{LockResult, Mutex as Plain, PoisonError};
use std::time::Duration;

use super::MutexGuard;
use crate::raw::{self, Op, Order, Place, Shape, ThreadIndex};

/// Mirror of [`std::sync::Condvar`].
///
/// Time does not pass in a model: how long a timed wait is does not matter, only that it ends.
/// [`Config::time_outs`](crate::Config::time_outs) says when it may end by itself: at any moment, at
/// any moment but only so many times for each thread, or never. Waits wake up without a reason only
/// if [`Config::spurious`](crate::Config::spurious) is set, and then each thread at most once on each
/// condition variable.
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::{Condvar, Mutex};
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let pair = Arc::new((Mutex::new(false), Condvar::new()));
///     let other = Arc::clone(&pair);
///     let thread = weave::raw::spawn(Box::new(move || {
///         *other.0.lock().unwrap() = true;
///         other.1.notify_one();
///     }));
///     let ready = pair.1.wait_while(pair.0.lock().unwrap(), |ready| !*ready).unwrap();
///     assert!(*ready);
///     drop(ready);
///     weave::raw::join(thread);
/// });
/// assert!(found.failure.is_none());
/// ```
pub struct Condvar {
    queue: Place,
    /// Threads that have woken up without a reason. Each looks for itself only.
    woken_for_nothing: Plain<Vec<ThreadIndex>>,
}

/// Mirror of [`std::sync::WaitTimeoutResult`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the wait ended because its time was up.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Makes a condition variable on which nobody waits.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new() -> Self {
        Self {
            queue: Place::labelled(0, Shape::Chain, "condvar"),
            woken_for_nothing: Plain::default(),
        }
    }

    /// Opens the mutex and waits for a notification, then takes the mutex again.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned when it is taken again; the guard is in the error.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_at(guard, Location::caller())
    }

    /// Waits for the line `site`.
    pub(super) fn wait_at<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        site: &'static Location<'static>,
    ) -> LockResult<MutexGuard<'a, T>> {
        self.enter(site);
        let (mutex, taken) = guard.release();
        if self.wakes_for_nothing() {
            self.queue.perform_at(Op::Leave, Order::ACQUIRE, Order::RELAXED, site);
        } else {
            self.queue.perform_at(Op::Woken(false), Order::ACQUIRE, Order::RELAXED, site);
        }
        mutex.lock_again(site, taken)
    }

    /// Waits while `condition` is true.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the guard is in the error.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        // Nobody makes it false any more once the run is torn down.
        while condition(&mut *guard) && !raw::is_torn_down() {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits for a notification, or until the time is up.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned when it is taken again; guard and result are in the error.
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        _duration: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let site = Location::caller();
        self.enter(site);
        let (mutex, taken) = guard.release();
        let result = WaitTimeoutResult(!raw::timed_wait(self.queue, Order::ACQUIRE));
        match mutex.lock_again(site, taken) {
            Ok(guard) => Ok((guard, result)),
            Err(error) => Err(PoisonError::new((error.into_inner(), result))),
        }
    }

    /// Waits while `condition` is true, until the time is up. The result says that it was up if the
    /// condition is true still.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; guard and result are in the error.
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        duration: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let mut is_up = WaitTimeoutResult(false);
        while condition(&mut *guard) {
            if is_up.timed_out() || raw::is_torn_down() {
                return Ok((guard, is_up));
            }
            (guard, is_up) = self.wait_timeout(guard, duration)?;
        }
        Ok((guard, WaitTimeoutResult(false)))
    }

    /// Wakes one of the threads that wait, if any does: any one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.queue.perform(Op::Wake(1), Order::RELEASE, Order::RELAXED);
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.queue.perform(Op::Wake(u32::MAX), Order::RELEASE, Order::RELAXED);
    }

    fn enter(&self, site: &'static Location<'static>) {
        self.queue.perform_at(Op::Enqueue, Order::RELAXED, Order::RELAXED, site);
    }

    /// Whether the wait ends without a reason now.
    #[track_caller]
    fn wakes_for_nothing(&self) -> bool {
        if !raw::is_spurious() {
            return false;
        }
        let thread = raw::current();
        let already = || {
            let woken = self.woken_for_nothing.lock();
            woken.unwrap_or_else(PoisonError::into_inner)
        };
        if already().contains(&thread) || raw::choose(2) == 0 {
            return false;
        }
        already().push(thread);
        true
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
