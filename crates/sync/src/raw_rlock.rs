use std::borrow::Cow;
use std::time::Duration;

use runtime::{Deadline, Futex, Kind, Native, NativeCell, Note, Operation, Runtime, Wait};

use crate::NotOwner;
use crate::word_lock::WordLock;

/// A lock without a value, which its owner may take again: `threading.RLock` as it is.
///
/// The owner acquires it n times and releases it n times; only the last release lets others in.
/// For Rust programs [`RLock`](crate::RLock) is the better one. At most 16 bytes; an uncontended
/// acquisition is one compare-exchange, a further one by the owner a load and an addition.
///
/// The owner's id is in the word of the lock: `held` of the two words that the source describes.
/// The number of levels is plain memory that only the owner touches.
///
/// # Differences from Python
///
/// * Ids are never reused: a thread that dies as the owner leaves the lock locked, but no later
///   thread is taken for it.
/// * [`release_all`](RawRLock::release_all) refuses anybody but the owner; CPython's
///   `_release_save` lets a stranger take the lock away.
/// * Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
///   the clock is monotonic.
///
/// # Panics
///
/// Acquiring panics at 2³² levels, which only leaked guards can reach. The lock stays as it was.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{NotOwner, RawRLock};
///
/// static LOCK: RawRLock = RawRLock::new();
///
/// LOCK.acquire();
/// LOCK.acquire();
/// assert_eq!(LOCK.level(), 2);
/// let stranger = std::thread::spawn(|| (LOCK.try_acquire(), LOCK.release())).join().unwrap();
/// assert_eq!(stranger, (false, Err(NotOwner)));
/// LOCK.release()?;
/// LOCK.release()?;
/// assert_eq!(LOCK.release(), Err(NotOwner));
/// # Ok::<(), NotOwner>(())
/// ```
#[derive(Debug)]
pub struct RawRLock<R: Runtime = Native> {
    lock: WordLock<R>,
    /// How many levels the owner has above the first. Only the owner looks at it.
    further: R::Cell<u32>,
}

/// The levels that an owner has given up all at once, to be taken back later.
#[derive(Debug)]
#[must_use = "the levels are to be taken back with `reacquire`"]
pub struct Levels {
    further: u32,
}

impl RawRLock {
    /// Creates a free lock. Python: `RLock()`.
    pub const fn new() -> Self {
        Self { lock: WordLock::new(), further: NativeCell::new(0) }
    }
}

impl Default for RawRLock {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> RawRLock<R> {
    /// Creates a free lock on the runtime `R`; [`new`](RawRLock::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        Self { lock: WordLock::new_in(Kind::RLock), further: R::cell(0) }
    }

    /// Gives the lock the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { lock: self.lock.named(name.into()), ..self }
    }

    /// Acquires one more level, sleeping until nobody else has one. Python: `acquire()`.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) {
        self.enter(Operation::waiting("lock"), |key| self.lock.lock(key, Deadline::NEVER));
    }

    /// Acquires one more level if nobody else has one. Python: `acquire(blocking=False)`.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        self.enter(Operation::new("try_lock"), |key| {
            if self.lock.try_lock(key) { Wait::Woken } else { Wait::TimedOut }
        })
    }

    /// Acquires one more level unless that takes longer than `timeout`. Python:
    /// `acquire(timeout=…)`.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.acquire_until(R::deadline(timeout))
    }

    /// Acquires one more level unless the deadline passes first.
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        self.enter(Operation::new("lock_until"), |key| self.lock.lock(key, deadline))
    }

    #[inline]
    #[track_caller]
    fn enter(&self, operation: Operation, first: impl FnOnce(u32) -> Wait) -> bool {
        R::call(self.word(), operation, || {
            let key = key::<R>();
            if self.lock.holder() == key {
                self.further_levels(|further| {
                    *further = further.checked_add(1).expect("fewer than 2^32 levels of an RLock");
                });
                return true;
            }
            let acquired = first(key) == Wait::Woken;
            if acquired {
                self.word().note(Note::Locked);
            }
            acquired
        })
    }

    /// Releases one level, the last of which lets others in. Python: `release()`.
    ///
    /// # Errors
    ///
    /// [`NotOwner`] if the calling thread has no level.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), NotOwner> {
        self.leave(Operation::new("release"))
    }

    #[inline]
    #[track_caller]
    pub(crate) fn leave(&self, operation: Operation) -> Result<(), NotOwner> {
        R::call(self.word(), operation, || {
            if self.lock.holder() != key::<R>() {
                return Err(NotOwner);
            }
            let had_further = self.further_levels(|further| {
                let one_less = further.checked_sub(1);
                *further = one_less.unwrap_or(0);
                one_less.is_some()
            });
            if !had_further {
                self.word().note(Note::Unlocked);
                self.lock.unlock();
            }
            Ok(())
        })
    }

    /// Whether the calling thread has a level. Python: `_is_owned()`.
    #[track_caller]
    pub fn is_owned(&self) -> bool {
        R::call(self.word(), "is_owned", || self.lock.holder() == key::<R>())
    }

    /// How many levels the calling thread has. Python: `_recursion_count()`.
    ///
    /// Saturates at 2³² - 1.
    #[track_caller]
    pub fn level(&self) -> u32 {
        R::call(self.word(), "level", || {
            if self.lock.holder() != key::<R>() {
                return 0;
            }
            self.further_levels(|further| further.saturating_add(1))
        })
    }

    /// Whether some thread has a level right now. Python: `locked()`, since 3.14.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        R::call(self.word(), "is_locked", || self.lock.holder() != 0)
    }

    /// Releases all levels at once. Python: `_release_save()`.
    ///
    /// # Errors
    ///
    /// [`NotOwner`] if the calling thread has no level.
    #[track_caller]
    pub fn release_all(&self) -> Result<Levels, NotOwner> {
        R::call(self.word(), "release_all", || {
            if self.lock.holder() != key::<R>() {
                return Err(NotOwner);
            }
            let levels = Levels { further: self.further_levels(std::mem::take) };
            self.word().note(Note::Unlocked);
            self.lock.unlock();
            Ok(levels)
        })
    }

    /// Acquires the levels that [`release_all`](RawRLock::release_all) released, sleeping until
    /// nobody else has one. Python: `_acquire_restore()`.
    ///
    /// If the calling thread has levels already, these are added, and it panics at 2³² of them.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value)] // The token is used up.
    pub fn reacquire(&self, levels: Levels) {
        self.acquire();
        R::call(self.word(), "restore", || {
            self.further_levels(|further| {
                let sum = further.checked_add(levels.further);
                *further = sum.expect("fewer than 2^32 levels of an RLock");
            });
        });
    }

    /// Makes it a free lock again in the child of a fork. Python: `_at_fork_reinit()`.
    ///
    /// # Safety
    ///
    /// The process has one thread: owner and waiters are in the parent.
    #[allow(unsafe_code)]
    #[track_caller]
    pub unsafe fn reinit_after_fork(&self) {
        R::call(self.word(), "reinit", || {
            // The one thread owns the lock for a moment, so that it may touch the levels.
            self.lock.reinit();
            if self.lock.try_lock(key::<R>()) {
                self.further_levels(|further| *further = 0);
                self.lock.unlock();
            }
        });
    }

    /// Works on the number of levels above the first; the caller is the owner.
    #[inline]
    fn further_levels<T>(&self, job: impl FnOnce(&mut u32) -> T) -> T {
        debug_assert_eq!(self.lock.holder(), key::<R>(), "only the owner counts levels");
        // SAFETY: the caller has seen its own key in the word, so it is the owner: nobody else has
        // the cell open, and it is closed on return. What the previous owner did happens before,
        // through the Acquire with which this thread became the owner.
        #[allow(unsafe_code)]
        let mut further = unsafe { R::open(&self.further) };
        job(&mut further)
    }

    #[inline]
    pub(crate) fn word(&self) -> &R::Futex {
        self.lock.word()
    }
}

/// What the calling thread writes into the word: its id, moved away from 0, which means free.
#[inline]
pub(crate) fn key<R: Runtime>() -> u32 {
    let id = R::current().0;
    if R::IS_MODEL { id + 1 } else { id }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    /// From outside nobody lives to see it.
    #[test]
    fn a_level_too_many_panics_and_changes_nothing() {
        let lock = RawRLock::new();
        lock.acquire();
        lock.further_levels(|further| *further = u32::MAX);
        assert_eq!(lock.level(), u32::MAX, "one less than there are");
        assert!(catch_unwind(AssertUnwindSafe(|| lock.try_acquire())).is_err());
        assert_eq!(lock.release(), Ok(()));
        assert_eq!(lock.level(), u32::MAX);
        assert!(lock.try_acquire());
        assert!(catch_unwind(AssertUnwindSafe(|| lock.acquire())).is_err());
    }
}
