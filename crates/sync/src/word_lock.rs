//! The lock under all locks: two words, one read-modify-write for lock and unlock together.
//!
//! # States
//!
//! ```text
//!  held                       sleepers
//!   0        free              0   nobody sleeps, or a wake-up is under way
//!   a key    somebody's        1   somebody may sleep; the word that they sleep on
//! ```
//!
//! Unlocking is a plain store of `held` and a plain load of `sleepers`. Nothing orders the two but
//! [`Runtime::fence_light`], which costs nothing natively: the other side pays for both.
//!
//! # Why no wake-up is lost
//!
//! 1. Whoever is about to sleep has set `sleepers`, then passed a [heavy
//!    fence](Runtime::fence_heavy), and then found `held` taken. So of it and an unlock that it has
//!    not seen, the unlock sees `sleepers` (store buffering with a fence on each side).
//! 2. An unlock that sees `sleepers` wakes somebody, or finds `held` taken again. In the second case
//!    the new holder's unlock comes later and sees `sleepers` too: by 1 if the sleeper has not seen
//!    it, or because `held` passed from one to the other.
//! 3. Whoever wakes somebody clears `sleepers` first, so that one wake-up is under way at a time.
//!    The woken thread sets it again, when it takes the lock or before it sleeps again; so does a
//!    thread that found it cleared when it wanted to fall asleep. Others that still sleep are
//!    remembered by that.
//! 4. A thread whose deadline passes leaves `sleepers` set. That costs a wake-up for nobody. If a
//!    wake-up was spent on it, it is told so ([`Futex::wait`]), and does as in 3.
//!
//! # Memory
//!
//! `held` is taken with Acquire and given up with Release: what one holder did happens before what
//! the next one does. All operations on `sleepers` are Relaxed; 1 and 2 say why that is enough. It
//! is only ever written by read-modify-writes, so that its writes have one order.
//!
//! Uncontended: one compare-exchange, two plain accesses. Space: 8 bytes.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Look, Native, NativeFutex, Runtime, Wait, spin};

const FREE: u32 = 0;

#[derive(Debug)]
pub(crate) struct WordLock<R: Runtime> {
    /// [`FREE`], or the key of whoever holds the lock.
    held: R::Futex,
    /// Whether somebody may sleep. Stands for the whole object.
    sleepers: R::Futex,
}

impl WordLock<Native> {
    pub(crate) const fn new() -> Self {
        Self { held: NativeFutex::new(FREE), sleepers: NativeFutex::new(0) }
    }
}

impl<R: Runtime> WordLock<R> {
    #[track_caller]
    pub(crate) fn new_in(kind: Kind) -> Self {
        let sleepers = R::Futex::new(0).of_kind(kind);
        Self { held: sleepers.part(FREE), sleepers }
    }

    /// As a part of the object that `word` stands for.
    #[track_caller]
    pub(crate) fn part_of(word: &R::Futex) -> Self {
        Self { held: word.part(FREE), sleepers: word.part(0) }
    }

    pub(crate) fn named(self, name: std::borrow::Cow<'static, str>) -> Self {
        Self { sleepers: self.sleepers.named(name), ..self }
    }

    /// The word that stands for the object.
    #[inline]
    pub(crate) fn word(&self) -> &R::Futex {
        &self.sleepers
    }

    /// The key of the holder, or 0. A snapshot, unless the caller is the holder.
    #[inline]
    pub(crate) fn holder(&self) -> u32 {
        // Relaxed: a thread sees its own key if it holds the lock, and never if it does not. For
        // others this is a snapshot that orders nothing.
        self.held.load(Relaxed)
    }

    /// Takes the lock if it is free.
    #[inline]
    pub(crate) fn try_lock(&self, key: u32) -> bool {
        // Acquire: pairs with the Release of the unlock whose FREE this reads. Relaxed on failure:
        // nothing was learnt that is acted upon.
        self.held.compare_exchange(FREE, key, Acquire, Relaxed).is_ok()
    }

    /// Takes the lock, sleeping until it is free or the deadline passes.
    #[inline]
    pub(crate) fn lock(&self, key: u32, deadline: Deadline) -> Wait {
        if self.try_lock(key) { Wait::Woken } else { self.lock_slow(key, deadline) }
    }

    #[cold]
    #[inline(never)]
    fn lock_slow(&self, key: u32, deadline: Deadline) -> Wait {
        let mut slept = false;
        loop {
            if spin::<R>(|| self.look(key)) {
                if slept {
                    self.mark();
                }
                return Wait::Woken;
            }
            self.mark();
            // Pairs with the light fence in `wake_if_marked`; see the module, 1.
            R::fence_heavy();
            if self.try_lock(key) {
                return Wait::Woken;
            }
            if self.sleepers.wait(1, deadline) == Wait::TimedOut {
                return if self.try_lock(key) { Wait::Woken } else { Wait::TimedOut };
            }
            slept = true;
        }
    }

    fn look(&self, key: u32) -> Look {
        if self.held.load(Relaxed) == FREE && self.try_lock(key) {
            Look::Done
        } else if self.sleepers.load(Relaxed) != 0 {
            Look::Sleep
        } else {
            Look::Again
        }
    }

    /// Remembers that somebody may sleep.
    fn mark(&self) {
        self.sleepers.swap(1, Relaxed);
    }

    /// Unlocks; the caller holds the lock, and nobody else unlocks it.
    #[inline]
    pub(crate) fn unlock(&self) {
        // Release: what the holder did happens before the next holder's Acquire.
        self.held.store(FREE, Release);
        self.wake_if_marked();
    }

    /// Unlocks if it is locked, whoever holds it; of two who try that at once, one succeeds.
    #[inline]
    pub(crate) fn unlock_if_held(&self) -> bool {
        // Release: as in `unlock`. The exchange tells a held lock from a free one.
        let was_held = self.held.swap(FREE, Release) != FREE;
        if was_held {
            self.wake_if_marked();
        }
        was_held
    }

    #[inline]
    fn wake_if_marked(&self) {
        R::fence_light();
        if self.sleepers.load(Relaxed) != 0 {
            self.wake();
        }
    }

    #[cold]
    #[inline(never)]
    fn wake(&self) {
        if self.held.load(Relaxed) != FREE {
            return; // Somebody took it. Their unlock sees the mark: see the module, 2.
        }
        if self.sleepers.swap(0, Relaxed) != 0 {
            self.sleepers.wake_one();
        }
    }

    /// Makes it a lock that nobody holds and nobody waits for.
    pub(crate) fn reinit(&self) {
        // Relaxed: there is one thread.
        self.held.store(FREE, Relaxed);
        self.sleepers.swap(0, Relaxed);
    }
}
