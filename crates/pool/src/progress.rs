//! How far a task has come, in one word.
//!
//! # States
//!
//! ```text
//!  ┌─────────┐  claim  ┌─────────┐  finish  ┌──────────┐
//!  │ PENDING │────────►│ RUNNING │─────────►│ FINISHED │
//!  └─────────┘         └─────────┘          └──────────┘
//!       │ cancel
//!       ▼
//!  ┌───────────┐  claim  ┌──────────┐
//!  │ CANCELLED │────────►│ NOTIFIED │
//!  └───────────┘         └──────────┘
//! ```
//!
//! # Invariants
//!
//! 1. Out of `PENDING` there is one way only: the exchange of `claim` or that of `cancel` succeeds.
//!    So a task that is cancelled never runs, and one that runs is not cancelled any more.
//! 2. `claim` and `finish` belong to one owner. So nobody finishes what another one has claimed.
//! 3. Two marks go along: `SLEEPERS`, somebody may sleep on the bell; `OBSERVED`, somebody may be on
//!    the list of those to be told. Whoever ends the task takes both in the step that ends it.
//!
//! # Why no wake-up is lost
//!
//! Threads sleep on a word of their own, the bell, which is rung once: so a claim disturbs nobody. A
//! thread that is about to sleep has put its mark into the word while the task had not ended. The step
//! that ends the task returns the mark, and then the bell is rung. The thread falls asleep only if that
//! has not happened yet, in one step with the falling asleep.
//!
//! # Memory
//!
//! `finish` is a Release, and each look an Acquire: what the task did happens before what anybody does
//! who sees that it has finished. Ringing the bell is a Release, and hearing it an Acquire: a thread
//! that was woken by it sees that the task has ended. The rest is Relaxed: a claim and a cancellation
//! publish nothing, and the marks only say where to look. The list itself has a lock.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Runtime, Wait};

use crate::linger::linger;

const PENDING: u32 = 0;
const RUNNING: u32 = 1;
const FINISHED: u32 = 2;
const CANCELLED: u32 = 3;
const NOTIFIED: u32 = 4;

const STATE: u32 = 7;
const SLEEPERS: u32 = 8;
const OBSERVED: u32 = 16;

#[derive(Debug)]
pub(crate) struct Progress<R: Runtime> {
    word: R::Futex,
    /// 1 as soon as those who sleep on it may go on.
    bell: R::Futex,
}

/// What a thread saw in the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen(u32);

impl Seen {
    pub(crate) fn is_pending(self) -> bool {
        self.0 & STATE == PENDING
    }

    pub(crate) fn is_running(self) -> bool {
        self.0 & STATE == RUNNING
    }

    pub(crate) fn is_finished(self) -> bool {
        self.0 & STATE == FINISHED
    }

    pub(crate) fn is_cancelled(self) -> bool {
        matches!(self.0 & STATE, CANCELLED | NOTIFIED)
    }

    /// Whether a result, or the lack of one, is certain.
    pub(crate) fn is_ended(self) -> bool {
        !self.is_pending() && !self.is_running()
    }

    /// Whether it has ended, and nobody will come across it again.
    pub(crate) fn is_settled(self) -> bool {
        matches!(self.0 & STATE, FINISHED | NOTIFIED)
    }

    pub(crate) fn is_observed(self) -> bool {
        self.0 & OBSERVED != 0
    }

    fn has_sleepers(self) -> bool {
        self.0 & SLEEPERS != 0
    }
}

/// The right to finish a task: there is one for each, at most.
#[derive(Debug)]
#[must_use = "a task that is claimed has to be finished"]
pub(crate) struct Claim(());

/// What came of an attempt to claim a task.
#[derive(Debug)]
pub(crate) enum Claimed {
    /// It is the caller's.
    Mine(Claim),
    /// It had been cancelled, as is known from now on.
    Notified(Seen),
    /// It has been claimed before.
    Before,
}

/// What came of an attempt to cancel a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cancelled {
    /// This call did it.
    Now(Seen),
    /// Another one had.
    Before,
    /// It is too late.
    Refused,
}

impl<R: Runtime> Progress<R> {
    /// Of a task that is pending, as a part of the object that `object` stands for.
    #[track_caller]
    pub(crate) fn part_of(object: &R::Futex) -> Self {
        Self { word: object.part(PENDING), bell: object.part(0) }
    }

    #[inline]
    pub(crate) fn look(&self) -> Seen {
        // Acquire: pairs with the Release in `finish`.
        Seen(self.word.load(Acquire))
    }

    /// Takes a pending task, or notes that a cancelled one has been come across.
    #[inline]
    pub(crate) fn claim(&self) -> Claimed {
        let mut seen = Seen(self.word.load(Relaxed));
        loop {
            let next = match seen.0 & STATE {
                PENDING => RUNNING,
                CANCELLED => NOTIFIED,
                _ => return Claimed::Before,
            };
            let marked = next | seen.0 & !STATE;
            match self.word.compare_exchange(seen.0, marked, Relaxed, Relaxed) {
                Ok(_) if next == RUNNING => return Claimed::Mine(Claim(())),
                Ok(_) => return Claimed::Notified(seen),
                Err(found) => seen = Seen(found),
            }
        }
    }

    /// Ends a task, wakes those who sleep, and says what was in the word before.
    #[inline]
    pub(crate) fn finish(&self, _claim: Claim) -> Seen {
        // Release: pairs with the Acquire in `look`. The result becomes visible.
        let before = Seen(self.word.swap(FINISHED, Release));
        self.wake(before);
        before
    }

    /// Ends a task that is pending.
    pub(crate) fn cancel(&self) -> Cancelled {
        let mut seen = Seen(self.word.load(Relaxed));
        loop {
            if seen.is_cancelled() {
                return Cancelled::Before;
            }
            if !seen.is_pending() {
                return Cancelled::Refused;
            }
            // Who sleeps is woken now. The other mark stays: there may be more to tell later.
            let next = CANCELLED | seen.0 & OBSERVED;
            match self.word.compare_exchange(seen.0, next, Relaxed, Relaxed) {
                Ok(_) => break,
                Err(found) => seen = Seen(found),
            }
        }
        self.wake(seen);
        Cancelled::Now(seen)
    }

    #[inline]
    fn wake(&self, before: Seen) {
        if before.has_sleepers() {
            // Release: pairs with the Acquire in `sleep`. That the task has ended becomes visible.
            self.bell.swap(1, Release);
            self.bell.wake_all();
        }
    }

    /// Puts the mark in that somebody may be on the list, which the caller has locked.
    pub(crate) fn observe(&self) -> Seen {
        // Relaxed: whoever takes the mark locks the list, which the caller then has unlocked.
        Seen(self.word.fetch_or(OBSERVED, Relaxed))
    }

    /// Looks for a while whether it is worth falling asleep.
    pub(crate) fn spin(&self) -> Option<Seen> {
        linger::<R>(|| self.look().is_ended()).then(|| self.look())
    }

    /// Sleeps until the end, but not beyond the deadline: then it has not ended.
    pub(crate) fn sleep(&self, deadline: Deadline) -> Seen {
        let mut seen = self.look();
        while !seen.has_sleepers() {
            if seen.is_ended() {
                return seen;
            }
            match self.word.compare_exchange(seen.0, seen.0 | SLEEPERS, Relaxed, Relaxed) {
                Ok(_) => break,
                Err(_) => seen = self.look(),
            }
        }
        // Acquire: pairs with the Release in `wake`.
        while self.bell.load(Acquire) == 0 {
            if self.bell.wait(0, deadline) == Wait::TimedOut {
                break;
            }
        }
        self.look()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::{Moment, Native, NativeFutex};

    use super::*;

    /// Ringing is a system call.
    #[test]
    fn the_bell_is_rung_for_those_who_sleep_and_for_nobody_else() {
        let past = Deadline::at(Moment(Duration::ZERO));
        for sleeps in [false, true] {
            let progress = Progress::<Native>::part_of(&NativeFutex::new(0));
            if sleeps {
                assert!(progress.sleep(past).is_pending(), "it leaves its mark");
            }
            let Claimed::Mine(claim) = progress.claim() else { unreachable!("it is pending") };
            assert_eq!(progress.finish(claim).has_sleepers(), sleeps);
            assert_eq!(progress.bell.load(Relaxed), u32::from(sleeps));
            assert!(progress.sleep(past).is_finished(), "nobody sleeps any more");
        }
    }
}
