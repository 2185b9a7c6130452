use std::borrow::Cow;
use std::time::Duration;

use runtime::{Deadline, Futex, Kind, Native, Note, Operation, Runtime, Wait};

use crate::NotHeld;
use crate::word_lock::WordLock;

/// Nobody asks who holds a plain lock.
const SOMEBODY: u32 = 1;

/// A lock without a value, which any thread may release: `threading.Lock` as it is.
///
/// For Rust programs [`Lock`](crate::Lock) is the better one: it ties the lock to what it protects,
/// and releasing it twice, or never, is hard. This one is for what guards cannot express: releasing
/// in another thread, and bindings.
///
/// What a thread did before [`release`](RawLock::release) happens before what a thread does after
/// the acquisition that follows. Not fair: a thread that comes at the right moment overtakes those
/// that sleep. 8 bytes; an uncontended acquisition is one compare-exchange.
///
/// # Differences from Python
///
/// Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
/// the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{NotHeld, RawLock};
///
/// static LOCK: RawLock = RawLock::new();
///
/// LOCK.acquire();
/// assert!(!LOCK.try_acquire());
/// std::thread::spawn(|| LOCK.release()).join().unwrap().expect("any thread may release it");
/// assert_eq!(LOCK.release(), Err(NotHeld));
/// ```
#[derive(Debug)]
pub struct RawLock<R: Runtime = Native> {
    lock: WordLock<R>,
}

impl RawLock {
    /// Creates a free lock. Python: `Lock()`.
    pub const fn new() -> Self {
        Self { lock: WordLock::new() }
    }
}

impl Default for RawLock {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> RawLock<R> {
    /// Creates a free lock on the runtime `R`; [`new`](RawLock::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        Self { lock: WordLock::new_in(Kind::Lock) }
    }

    /// Gives the lock the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { lock: self.lock.named(name.into()) }
    }

    /// Acquires the lock, sleeping until it is free. Python: `acquire()`.
    ///
    /// A thread that already holds it waits for ever.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) {
        R::call(self.word(), Operation::waiting("lock"), || {
            let _ = self.lock.lock(SOMEBODY, Deadline::NEVER);
            self.word().note(Note::Locked);
        });
    }

    /// Acquires the lock if it is free. Python: `acquire(blocking=False)`.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        R::call(self.word(), "try_lock", || self.noted(self.lock.try_lock(SOMEBODY)))
    }

    /// Acquires the lock unless that takes longer than `timeout`. Python: `acquire(timeout=…)`.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.acquire_until(R::deadline(timeout))
    }

    /// Acquires the lock unless the deadline passes first.
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        R::call(self.word(), "lock_until", || {
            self.noted(self.lock.lock(SOMEBODY, deadline) == Wait::Woken)
        })
    }

    /// Releases the lock, whoever holds it, and wakes one of those who wait. Python: `release()`.
    ///
    /// # Errors
    ///
    /// [`NotHeld`] if nobody holds it. Of several who release one acquisition, one succeeds.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), NotHeld> {
        R::call(self.word(), "release", || self.release_here())
    }

    fn release_here(&self) -> Result<(), NotHeld> {
        if self.lock.holder() == 0 {
            return Err(NotHeld);
        }
        self.word().note(Note::Unlocked);
        if self.lock.unlock_if_held() { Ok(()) } else { Err(NotHeld) }
    }

    /// Releases the lock as the holder that no other thread interferes with.
    #[inline]
    #[track_caller]
    pub(crate) fn unlock(&self, operation: Operation) {
        R::call(self.word(), operation, || {
            self.word().note(Note::Unlocked);
            self.lock.unlock();
        });
    }

    /// Whether somebody holds the lock right now. Python: `locked()`.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        R::call(self.word(), "is_locked", || self.lock.holder() != 0)
    }

    /// Makes it a free lock again in the child of a fork. Python: `_at_fork_reinit()`.
    ///
    /// Only for a process that has just one thread: those who waited are in the parent.
    #[track_caller]
    pub fn reinit_after_fork(&self) {
        R::call(self.word(), "reinit", || self.lock.reinit());
    }

    #[inline]
    pub(crate) fn word(&self) -> &R::Futex {
        self.lock.word()
    }

    #[inline]
    fn noted(&self, locked: bool) -> bool {
        if locked {
            self.word().note(Note::Locked);
        }
        locked
    }
}
