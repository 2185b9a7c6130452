//! A mutual exclusion lock.
//!
//! One word: a flag of poisoning and the bit of the holder. To lock is an await that adds the bit, to
//! unlock a read-modify-write that takes it away, so the word is a chain: waiting for it costs no
//! execution, and n threads that lock it once have n! executions. Any waiting thread may be next.
#![expect(unsafe_code, reason = "a lock hands out references to what it protects")]

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, TryLockError, TryLockResult};

use super::poison::{Taken, guarded};
use crate::raw::{Op, Order, Place, Rmw, Shape, Test, Width};

const POISONED: u64 = 1;
const LOCKED: u64 = 2;

/// Mirror of [`std::sync::Mutex`].
///
/// A thread that panics while it holds the lock poisons it, as in `std`; that matters to models that
/// catch panics, since one that is not caught ends the execution as a failure. Poisoning is part of
/// the lock's word: [`is_poisoned`](Self::is_poisoned) and [`clear_poison`](Self::clear_poison) are
/// relaxed accesses, whose every outcome is explored.
///
/// Locks of a model are made inside it.
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::Mutex;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let count = Arc::new(Mutex::new(0));
///     let other = Arc::clone(&count);
///     let thread = weave::raw::spawn(Box::new(move || *other.lock().unwrap() += 1));
///     *count.lock().unwrap() += 1;
///     weave::raw::join(thread);
///     assert_eq!(*count.lock().unwrap(), 2);
/// });
/// assert!(found.failure.is_none());
/// assert_eq!(found.complete, 2);
/// ```
pub struct Mutex<T: ?Sized> {
    word: Place,
    data: UnsafeCell<T>,
}

// SAFETY: the lock gives one thread at a time access to the data, which therefore only needs to be
// movable between threads. `Place` is a number.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// Mirror of [`std::sync::MutexGuard`].
#[must_use = "if unused the lock opens again at once"]
pub struct MutexGuard<'a, T: ?Sized> {
    lock: &'a Mutex<T>,
    /// Where the lock was taken: a destructor has no line of its own.
    site: &'static Location<'static>,
    taken: Taken,
    /// A thread unlocks what it has locked itself: not `Send`.
    here: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives access to `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// Makes a lock that is open.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(data: T) -> Self {
        Self { word: Place::new(0, Shape::Chain), data: UnsafeCell::new(data) }
    }

    /// The data, without the lock.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the data is in the error.
    #[track_caller]
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.is_poisoned();
        guarded(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock; waits until it is open.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; it is taken nevertheless, and the guard is in the error.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.lock_again(Location::caller(), Taken::now())
    }

    /// Takes the lock for the line `site`, and with what is known of its last holder.
    pub(super) fn lock_again(
        &self,
        site: &'static Location<'static>,
        taken: Taken,
    ) -> LockResult<MutexGuard<'_, T>> {
        let op = Op::AwaitAdd(Test::Below, LOCKED, LOCKED);
        let found = self.word.perform_at(op, Order::ACQUIRE, Order::RELAXED, site).value;
        let guard = MutexGuard { lock: self, site, taken, here: PhantomData };
        guarded(found & POISONED != 0, guard)
    }

    /// Takes the lock if it is open.
    ///
    /// # Errors
    ///
    /// If it is not, or if it is poisoned (then it is taken, and the guard is in the error).
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let op = Op::AddIf(Test::Below, LOCKED, LOCKED);
        let found = self.word.perform(op, Order::ACQUIRE, Order::RELAXED);
        if !found.wrote {
            return Err(TryLockError::WouldBlock);
        }
        let (site, taken) = (Location::caller(), Taken::now());
        let guard = MutexGuard { lock: self, site, taken, here: PhantomData };
        Ok(guarded(found.value & POISONED != 0, guard)?)
    }

    /// Whether a thread panicked while it held the lock. Without the lock the answer may be old news.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.word.perform(Op::Load, Order::RELAXED, Order::RELAXED).value & POISONED != 0
    }

    /// Forgets that a thread panicked while it held the lock.
    #[track_caller]
    pub fn clear_poison(&self) {
        let op = Op::Rmw(Rmw::And, !POISONED, Width::WORD);
        self.word.perform(op, Order::RELAXED, Order::RELAXED);
    }

    /// The data, which nobody else can have.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the data is in the error.
    #[track_caller]
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.is_poisoned();
        guarded(poisoned, self.data.get_mut())
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Opens the lock for a while: what is needed to take it again.
    pub(super) fn release(self) -> (&'a Mutex<T>, Taken) {
        let this = std::mem::ManuallyDrop::new(self);
        this.unlock();
        (this.lock, this.taken)
    }

    fn unlock(&self) {
        let op = Op::Rmw(Rmw::Sub, LOCKED, Width::WORD);
        self.lock.word.perform_late(op, Order::RELEASE, self.site);
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if self.taken.poisons() {
            let op = Op::Rmw(Rmw::Or, POISONED, Width::WORD);
            self.lock.word.perform_late(op, Order::RELAXED, self.site);
        }
        self.unlock();
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the guard's thread holds the lock, and as long as the guard is shared nobody has
        // `&mut T`. While a run is torn down a second guard can exist, made by a destructor; its
        // thread is then the only one that runs.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as for `deref`, and the guard is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

/// Without the data, which could not be read without an effect on the model.
impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
