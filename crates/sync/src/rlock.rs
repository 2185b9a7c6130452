use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use runtime::{Deadline, Native, NativeCell, Operation, Runtime};

use crate::{Levels, RawRLock};

/// A value that one thread at a time may look at, and lock again: `threading.RLock`, and what it
/// protects.
///
/// A thread may have several guards at a time, so they only give out `&T`; what is to change is
/// kept in a `Cell` or `RefCell`. Others get in when the last guard is dropped. What a thread did
/// with the value happens before what the next thread does with it. Two *different* `RLock`s that
/// two threads take crosswise still deadlock.
///
/// # Differences from Python
///
/// See [`RawRLock`].
///
/// # Panics
///
/// Locking panics at 2³² levels, which only leaked guards can reach.
///
/// # Examples
///
/// ```
/// use plainweave_sync::RLock;
/// use std::cell::Cell;
///
/// static TOTAL: RLock<Cell<u32>> = RLock::new(Cell::new(0));
///
/// fn add(amount: u32) {
///     let total = TOTAL.lock();
///     total.set(total.get() + amount);
/// }
///
/// let both = TOTAL.lock(); // Nobody comes between the two additions…
/// add(1);
/// add(2); // …each of which locks again.
/// assert_eq!(both.get(), 3);
/// ```
///
/// What must stay in its thread cannot be locked up, since others could get at it:
///
/// ```compile_fail,E0277
/// let lock = plainweave_sync::RLock::new(std::rc::Rc::new(1));
/// ```
#[derive(Debug)]
pub struct RLock<T: Send, R: Runtime = Native> {
    raw: RawRLock<R>,
    value: R::Cell<T>,
}

/// The right to look at the value; dropping the last one of a thread unlocks.
///
/// The fields drop in this order: first the access ends, then the level is given up.
#[must_use = "the level is given up as soon as the guard is dropped"]
pub struct RLockGuard<'a, T: Send + 'a, R: Runtime = Native> {
    value: R::Inspected<'a, T>,
    level: Level<'a, R>,
    lock: &'a RLock<T, R>,
    /// Not `Send`: the owner is the thread.
    thread: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out nothing but `&T`, which other threads may use if `T: Sync`.
#[allow(unsafe_code)]
unsafe impl<T: Send + Sync, R: Runtime> Sync for RLockGuard<'_, T, R> {}

/// Proof that we have a level; gives it up when dropped.
struct Level<'a, R: Runtime>(&'a RawRLock<R>);

impl<T: Send> RLock<T> {
    /// Creates an unlocked lock. Python: `RLock()`.
    pub const fn new(value: T) -> Self {
        Self { raw: RawRLock::new(), value: NativeCell::new(value) }
    }
}

impl<T: Send + Default> Default for RLock<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Send, R: Runtime> RLock<T, R> {
    /// Creates an unlocked lock on the runtime `R`; [`new`](RLock::new) for models.
    #[track_caller]
    pub fn new_in(value: T) -> Self {
        Self { raw: RawRLock::new_in(), value: R::cell(value) }
    }

    /// Gives the lock the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { raw: self.raw.named(name), ..self }
    }

    /// Locks, sleeping until no other thread has it locked. Python: `acquire()`, or `with lock:`.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> RLockGuard<'_, T, R> {
        self.raw.acquire();
        self.guard()
    }

    /// Locks if no other thread has it locked. Python: `acquire(blocking=False)`.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<RLockGuard<'_, T, R>> {
        self.raw.try_acquire().then(|| self.guard())
    }

    /// Locks unless that takes longer than `timeout`. Python: `acquire(timeout=…)`.
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Option<RLockGuard<'_, T, R>> {
        self.lock_until(R::deadline(timeout))
    }

    /// Locks unless the deadline passes first.
    #[track_caller]
    pub fn lock_until(&self, deadline: Deadline) -> Option<RLockGuard<'_, T, R>> {
        self.raw.acquire_until(deadline).then(|| self.guard())
    }

    /// Whether the calling thread has it locked. Python: `_is_owned()`.
    #[track_caller]
    pub fn is_owned(&self) -> bool {
        self.raw.is_owned()
    }

    /// How many guards the calling thread has. Python: `_recursion_count()`.
    #[track_caller]
    pub fn level(&self) -> u32 {
        self.raw.level()
    }

    /// Whether some thread has it locked right now. Python: `locked()`, since 3.14.
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
    fn guard(&self) -> RLockGuard<'_, T, R> {
        // SAFETY: this thread has a level, so no other thread is in; the cell is never opened, only
        // peeked into; and the Acquire with which the first level was got pairs with the Release by
        // which the previous owner left.
        #[allow(unsafe_code)]
        let value = unsafe { R::peek(&self.value) };
        RLockGuard { value, level: Level(&self.raw), lock: self, thread: PhantomData }
    }
}

impl<'a, T: Send, R: Runtime> RLockGuard<'a, T, R> {
    /// Gives up all levels of this thread, those of its other guards too.
    ///
    /// Until they are taken back the thread must not use what its other guards give out. They only
    /// give out `&T`, so nothing becomes invalid meanwhile, and the caller sleeps: no two threads
    /// use the value at a time.
    #[track_caller]
    pub(crate) fn give_up(self) -> (&'a RLock<T, R>, Levels) {
        let Self { value, level, lock, .. } = self;
        drop(value);
        let Level(raw) = level;
        std::mem::forget(level);
        let levels = raw.release_all();
        (lock, levels.expect("a guard is a level of the thread that it cannot leave"))
    }

    /// Takes all levels back.
    #[track_caller]
    pub(crate) fn take_back((lock, levels): (&'a RLock<T, R>, Levels)) -> Self {
        lock.raw.reacquire(levels);
        lock.guard()
    }
}

impl<R: Runtime> Drop for Level<'_, R> {
    #[inline]
    fn drop(&mut self) {
        if !R::is_abandoned() {
            let left = self.0.leave(Operation::dropping("unlock"));
            debug_assert_eq!(left, Ok(()), "a guard is a level of the thread that it cannot leave");
        }
    }
}

impl<T: Send, R: Runtime> Deref for RLockGuard<'_, T, R> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Send + fmt::Debug, R: Runtime> fmt::Debug for RLockGuard<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
