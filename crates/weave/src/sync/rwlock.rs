//! A readers-writer lock.
//!
//! One word: a flag of poisoning, the number of readers, and the bit of the writer. A chain as a
//! mutex is. Who waits does not keep others out: the policy of `std` is unspecified, and this one
//! allows most. Readers are ordered among each other, as they count in the same word: that is finer
//! than what they can tell, and exact (three readers have 90 executions).
#![expect(unsafe_code, reason = "a lock hands out references to what it protects")]

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, TryLockError, TryLockResult};

use super::poison::{Taken, guarded};
use crate::raw::{Op, Order, Place, Rmw, Shape, Test, Width};

const POISONED: u64 = 1;
const READER: u64 = 2;
const WRITER: u64 = 1 << 62;

/// Mirror of [`std::sync::RwLock`].
///
/// Not seen: a thread that reads, and reads again while another one waits to write, may wait for
/// ever with a lock that prefers writers. Here the second reader gets in.
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::RwLock;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let pair = Arc::new(RwLock::new((0, 0)));
///     let other = Arc::clone(&pair);
///     let thread = weave::raw::spawn(Box::new(move || *other.write().unwrap() = (1, 1)));
///     let seen = *pair.read().unwrap();
///     assert_eq!(seen.0, seen.1);
///     weave::raw::join(thread);
/// });
/// assert!(found.failure.is_none());
/// ```
pub struct RwLock<T: ?Sized> {
    word: Place,
    data: UnsafeCell<T>,
}

// SAFETY: the lock moves the data between threads, one writer at a time.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above, and readers on several threads share it.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// Mirror of [`std::sync::RwLockReadGuard`].
#[must_use = "if unused the lock opens again at once"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    site: &'static Location<'static>,
    here: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives access to `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// Mirror of [`std::sync::RwLockWriteGuard`].
#[must_use = "if unused the lock opens again at once"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    site: &'static Location<'static>,
    taken: Taken,
    here: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives access to `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
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

impl<T: ?Sized> RwLock<T> {
    /// Shares the data with other readers; waits while there is a writer.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the guard is in the error.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let op = Op::AwaitAdd(Test::Below, WRITER, READER);
        let found = self.word.perform(op, Order::ACQUIRE, Order::RELAXED).value;
        self.reading(found, Location::caller())
    }

    /// Shares the data with other readers, if there is no writer.
    ///
    /// # Errors
    ///
    /// If there is, or if the lock is poisoned (then the guard is in the error).
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let op = Op::AddIf(Test::Below, WRITER, READER);
        let found = self.word.perform(op, Order::ACQUIRE, Order::RELAXED);
        if !found.wrote {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.reading(found.value, Location::caller())?)
    }

    /// Takes the data for itself; waits until nobody has it.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the guard is in the error.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let op = Op::AwaitAdd(Test::Below, READER, WRITER);
        let found = self.word.perform(op, Order::ACQUIRE, Order::RELAXED).value;
        self.writing(found, Location::caller())
    }

    /// Takes the data for itself, if nobody has it.
    ///
    /// # Errors
    ///
    /// If somebody has, or if the lock is poisoned (then the guard is in the error).
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let op = Op::AddIf(Test::Below, READER, WRITER);
        let found = self.word.perform(op, Order::ACQUIRE, Order::RELAXED);
        if !found.wrote {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.writing(found.value, Location::caller())?)
    }

    fn reading(
        &self,
        found: u64,
        site: &'static Location<'static>,
    ) -> LockResult<RwLockReadGuard<'_, T>> {
        let guard = RwLockReadGuard { lock: self, site, here: PhantomData };
        guarded(found & POISONED != 0, guard)
    }

    fn writing(
        &self,
        found: u64,
        site: &'static Location<'static>,
    ) -> LockResult<RwLockWriteGuard<'_, T>> {
        let guard = RwLockWriteGuard { lock: self, site, taken: Taken::now(), here: PhantomData };
        guarded(found & POISONED != 0, guard)
    }

    /// Whether a thread panicked while it wrote. Without the lock the answer may be old news.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.word.perform(Op::Load, Order::RELAXED, Order::RELAXED).value & POISONED != 0
    }

    /// Forgets that a thread panicked while it wrote.
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

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Lets other readers in, and reads on itself; no writer comes in between.
    pub fn downgrade(this: Self) -> RwLockReadGuard<'a, T> {
        let this = ManuallyDrop::new(this);
        let op = Op::Rmw(Rmw::Sub, WRITER - READER, Width::WORD);
        this.lock.word.perform_late(op, Order::RELEASE, this.site);
        RwLockReadGuard { lock: this.lock, site: this.site, here: PhantomData }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        let op = Op::Rmw(Rmw::Sub, READER, Width::WORD);
        self.lock.word.perform_late(op, Order::RELEASE, self.site);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        if self.taken.poisons() {
            let op = Op::Rmw(Rmw::Or, POISONED, Width::WORD);
            self.lock.word.perform_late(op, Order::RELAXED, self.site);
        }
        let op = Op::Rmw(Rmw::Sub, WRITER, Width::WORD);
        self.lock.word.perform_late(op, Order::RELEASE, self.site);
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is no writer while this guard exists. While a run is torn down there can be
        // one, made by a destructor; its thread is then the only one that runs.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this guard's thread is the only one with access.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this guard's thread is the only one with access, and the guard is borrowed
        // exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

/// Without the data, which could not be read without an effect on the model.
impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
