use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use runtime::{Deadline, Native, NativeCell, Operation, Runtime};

use crate::RawLock;

/// A value that one thread at a time may use: `threading.Lock`, and what it protects.
///
/// What a thread did with the value happens before what the next thread does with it. Not fair: a
/// thread that comes at the right moment overtakes those that sleep. A thread that locks it twice
/// waits for ever; see [`RLock`](crate::RLock). `Lock<()>` has 8 bytes; locking and unlocking
/// together is one read-modify-write as long as nobody else wants the lock.
///
/// A panic while the lock is held releases it, as leaving a `with` block does in Python; there is
/// no poisoning.
///
/// # Differences from Python
///
/// Only the holder can release a `Lock`, since it holds the guard; [`RawLock`] is the one that any
/// thread may release. Negative and NaN timeouts cannot be written, a timeout too long for the
/// clock is for ever, and the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::Lock;
///
/// static NAMES: Lock<Vec<&str>> = Lock::new(Vec::new());
///
/// NAMES.lock().push("Dijkstra");
/// assert_eq!(*NAMES.lock(), ["Dijkstra"]);
/// ```
///
/// What must stay in its thread cannot be locked up, since others could get at it:
///
/// ```compile_fail,E0277
/// let lock = plainweave_sync::Lock::new(std::rc::Rc::new(1));
/// ```
#[derive(Debug)]
pub struct Lock<T: Send, R: Runtime = Native> {
    raw: RawLock<R>,
    value: R::Cell<T>,
}

/// The right to use the value; dropping it unlocks.
///
/// The fields drop in this order: first the access ends, then the lock opens.
#[must_use = "the lock opens as soon as the guard is dropped"]
pub struct LockGuard<'a, T: Send + 'a, R: Runtime = Native> {
    value: R::Exclusive<'a, T>,
    _held: Held<'a, R>,
    lock: &'a Lock<T, R>,
    /// Not `Send`: a lock is released by the thread that took it.
    thread: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out nothing but `&T`, which other threads may use if `T: Sync`.
#[allow(unsafe_code)]
unsafe impl<T: Send + Sync, R: Runtime> Sync for LockGuard<'_, T, R> {}

/// Proof that the lock is ours; opens it when dropped.
struct Held<'a, R: Runtime>(&'a RawLock<R>);

impl<T: Send> Lock<T> {
    /// Creates an unlocked lock. Python: `Lock()`.
    pub const fn new(value: T) -> Self {
        Self { raw: RawLock::new(), value: NativeCell::new(value) }
    }
}

impl<T: Send + Default> Default for Lock<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Send, R: Runtime> Lock<T, R> {
    /// Creates an unlocked lock on the runtime `R`; [`new`](Lock::new) for models.
    #[track_caller]
    pub fn new_in(value: T) -> Self {
        Self { raw: RawLock::new_in(), value: R::cell(value) }
    }

    /// Gives the lock the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { raw: self.raw.named(name), ..self }
    }

    /// Locks, sleeping until that is possible. Python: `acquire()`, or `with lock:`.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> LockGuard<'_, T, R> {
        self.raw.acquire();
        self.guard()
    }

    /// Locks if that is possible at once. Python: `acquire(blocking=False)`.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<LockGuard<'_, T, R>> {
        self.raw.try_acquire().then(|| self.guard())
    }

    /// Locks unless that takes longer than `timeout`. Python: `acquire(timeout=…)`.
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Option<LockGuard<'_, T, R>> {
        self.lock_until(R::deadline(timeout))
    }

    /// Locks unless the deadline passes first.
    #[track_caller]
    pub fn lock_until(&self, deadline: Deadline) -> Option<LockGuard<'_, T, R>> {
        self.raw.acquire_until(deadline).then(|| self.guard())
    }

    /// Whether somebody holds the lock right now. Python: `locked()`.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Gives the value back.
    pub fn into_inner(self) -> T {
        R::into_inner(self.value)
    }

    #[inline]
    #[track_caller]
    fn guard(&self) -> LockGuard<'_, T, R> {
        // SAFETY: we have just got the raw lock, so nobody else is in, and the Acquire that got it
        // pairs with the Release by which the previous holder left.
        #[allow(unsafe_code)]
        let value = unsafe { R::open(&self.value) };
        LockGuard { value, _held: Held(&self.raw), lock: self, thread: PhantomData }
    }
}

impl<'a, T: Send, R: Runtime> LockGuard<'a, T, R> {
    /// Unlocks, and says what was locked.
    pub(crate) fn unlock(self) -> &'a Lock<T, R> {
        self.lock
    }
}

impl<R: Runtime> Drop for Held<'_, R> {
    #[inline]
    fn drop(&mut self) {
        if !R::is_abandoned() {
            self.0.unlock(Operation::dropping("unlock"));
        }
    }
}

impl<T: Send, R: Runtime> Deref for LockGuard<'_, T, R> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Send, R: Runtime> DerefMut for LockGuard<'_, T, R> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Send + fmt::Debug, R: Runtime> fmt::Debug for LockGuard<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
