//! Permits: what both kinds of semaphore are made of.
//!
//! # States
//!
//! One word holds the number of free permits, and is also what threads sleep on; another one counts
//! those who sleep or are about to.
//!
//! ```text
//!                 give                     give
//!            ┌───────────┐            ┌───────────┐
//!            ▼           │            ▼           │
//!      take ┌─┐   take  ┌─┐    take  ┌───────────┐
//!   ┌──────►│0│◄────────│1│◄─────────│ 2 or more │
//!   │sleep  └─┘         └─┘          └───────────┘
//!   └────────┘
//! ```
//!
//! # Why no wake-up is lost
//!
//! 1. A thread that is about to sleep counts itself, then passes a full fence, and then finds no
//!    permit. A thread that gives permits does so, then passes a full fence, and then looks at the
//!    count. So at least one of them sees the other.
//! 2. A thread falls asleep only if there is still no permit, in one step with the falling asleep
//!    ([`Futex::wait`]). So it either sees the new permits, or sleeps when the wake-up comes.
//! 3. Who gives n permits wakes n threads, not one, and not only when there was no permit before:
//!    of two who give one each before the first sleeper runs, the second wakes too.
//! 4. A woken thread that finds the permits taken by one who came later (permits are not handed
//!    over) sleeps again; it is still counted.
//!
//! # Memory
//!
//! Taking is an Acquire, giving a Release, of the same word: what a thread did before it gave a
//! permit happens before what the thread does that takes it.

use std::num::NonZeroU32;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{
    Atomic, AtomicInt, Deadline, Futex, Kind, Look, Native, NativeFutex, Note, Runtime, Wait, spin,
};

use crate::OverRelease;

/// As many permits as there can be. Half of what fits in the word: see [`Permits::give_one`].
pub(crate) const MAX: u32 = u32::MAX >> 1;

/// Up to here one more permit need not be checked. To get from here past `MAX`, 2³⁰ threads would
/// have to be in [`Permits::give_one`] at once.
const FAR_FROM_MAX: u32 = MAX >> 1;

#[derive(Debug)]
pub(crate) struct Permits<R: Runtime> {
    /// How many permits are free. Stands for the whole object.
    free: R::Futex,
    /// How many threads sleep, or are about to.
    sleepers: R::Futex,
}

impl Permits<Native> {
    pub(crate) const fn new(free: u32) -> Self {
        assert!(free <= MAX, "a semaphore has at most 2^31 - 1 permits");
        Self { free: NativeFutex::new(free), sleepers: NativeFutex::new(0) }
    }
}

impl<R: Runtime> Permits<R> {
    #[track_caller]
    pub(crate) fn new_in(free: u32) -> Self {
        assert!(free <= MAX, "a semaphore has at most 2^31 - 1 permits");
        let free = R::Futex::new(free).of_kind(Kind::Semaphore);
        Self { sleepers: free.part(0), free }
    }

    pub(crate) fn named(self, name: std::borrow::Cow<'static, str>) -> Self {
        Self { free: self.free.named(name), ..self }
    }

    /// The word that stands for the object.
    #[inline]
    pub(crate) fn word(&self) -> &R::Futex {
        &self.free
    }

    /// How many permits are free; a snapshot.
    pub(crate) fn free(&self) -> u32 {
        // Relaxed: orders nothing.
        self.free.load(Relaxed)
    }

    /// Takes a permit if one is free.
    #[inline]
    pub(crate) fn take(&self) -> bool {
        // Relaxed: only a guess, which the exchange checks.
        let free = self.free.load(Relaxed);
        if free == 0 {
            return false;
        }
        // Acquire: pairs with the Release in `give_one` and `give`.
        match self.free.compare_exchange(free, free - 1, Acquire, Relaxed) {
            Ok(_) => self.taken(),
            Err(_) => self.take_slow(),
        }
    }

    /// Somebody else changed the word: stand back, so that they get a run of operations done.
    #[cold]
    #[inline(never)]
    fn take_slow(&self) -> bool {
        loop {
            stand_back::<R>();
            let free = self.free.load(Relaxed);
            if free == 0 {
                return false;
            }
            // Acquire: as in `take`.
            if self.free.compare_exchange(free, free - 1, Acquire, Relaxed).is_ok() {
                return self.taken();
            }
        }
    }

    #[inline]
    fn taken(&self) -> bool {
        self.free.note(Note::Acquired(1));
        true
    }

    /// Takes a permit, sleeping until one is free or the deadline passes.
    #[inline]
    pub(crate) fn take_until(&self, deadline: Deadline) -> bool {
        self.take() || self.take_asleep(deadline)
    }

    #[cold]
    #[inline(never)]
    fn take_asleep(&self, deadline: Deadline) -> bool {
        let look = || if self.free() > 0 && self.take() { Look::Done } else { Look::Again };
        if spin::<R>(look) {
            return true;
        }
        // Relaxed: the fence orders it; see the module, 1.
        self.sleepers.fetch_add(1, Relaxed);
        R::fence_after_rmw();
        let taken = loop {
            if self.take() {
                break true;
            }
            if self.free.wait(0, deadline) == Wait::TimedOut {
                break self.take();
            }
            if spin::<R>(look) {
                break true;
            }
        };
        self.sleepers.fetch_sub(1, Relaxed);
        taken
    }

    /// Gives one permit back, unless there were more than [`MAX`] then.
    #[inline]
    pub(crate) fn give_one(&self) -> Result<(), OverRelease> {
        // Relaxed: a guess of how far away the limit is.
        if self.free.load(Relaxed) > FAR_FROM_MAX {
            return self.give(NonZeroU32::MIN, MAX);
        }
        self.free.note(Note::Released(1));
        // Release: pairs with the Acquire in `take`.
        self.free.fetch_add(1, Release);
        self.wake(1);
        Ok(())
    }

    /// Gives permits back, all or none: none if there were more than `max` then.
    pub(crate) fn give(&self, permits: NonZeroU32, max: u32) -> Result<(), OverRelease> {
        let mut free = self.free.load(Relaxed);
        loop {
            let sum = free.checked_add(permits.get()).filter(|sum| *sum <= max);
            let sum = sum.ok_or(OverRelease { max })?;
            // Release: as in `give_one`.
            match self.free.compare_exchange(free, sum, Release, Relaxed) {
                Ok(_) => break,
                Err(found) => free = found,
            }
            stand_back::<R>();
        }
        self.free.note(Note::Released(permits.get()));
        self.wake(permits.get());
        Ok(())
    }

    #[inline]
    fn wake(&self, permits: u32) {
        R::fence_after_rmw();
        // Relaxed: the fence orders it; see the module, 1.
        if self.sleepers.load(Relaxed) != 0 {
            self.free.wake(permits);
        }
    }
}

/// Leaves a word alone for a while after losing a race for it.
#[inline]
fn stand_back<R: Runtime>() {
    R::spin_for(1_800);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn who_waits_no_longer_is_not_counted() {
        let permits = Permits::new(0);
        assert!(!permits.take_until(Native::deadline(Duration::ZERO)));
        assert_eq!(permits.sleepers.load(Relaxed), 0);
    }
}
