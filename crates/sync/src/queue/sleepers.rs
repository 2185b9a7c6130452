//! Those who sleep until a queue has something for them: an *eventcount*, reduced to a mark.
//!
//! # States
//!
//! ```text
//!   mark                                  asleep
//!    0   nobody sleeps, or a wake-up       n   so many threads sleep, are about to, or have
//!        is under way                          just been woken
//!    1   somebody may sleep; the word that they sleep on
//! ```
//!
//! Each thread counts itself in `asleep`, and nobody else does. `mark` is set by those about to
//! sleep and cleared by whoever wakes one of them, so that one wake-up is under way at a time.
//!
//! # Why no wake-up is lost
//!
//! Something *is ready* when a thread could stop sleeping: an item is there, or a place, or the queue
//! is shut down.
//!
//! 1. Whoever is about to sleep sets `mark`, passes a [heavy fence](Runtime::fence_heavy), and then
//!    finds nothing ready. Whoever makes something ready does so, passes a [light
//!    fence](Runtime::fence_light), and then looks at `mark`. At least one of them sees the other.
//! 2. A thread falls asleep only while `mark` is set, in one step with the falling asleep
//!    ([`Futex::wait`]). So whoever clears it stops those that were about to.
//! 3. A wake-up is spent on one thread, for which there may have been several things ready. Every
//!    thread that leaves, for whatever reason, therefore passes it on: if others sleep, it sets
//!    `mark` again as in 1, and if something is ready, wakes one of them. So does one that got
//!    nothing, because somebody took it first, or that failed or was too late.
//! 4. A thread that comes to sleep while another one leaves is either counted when that one looks, or
//!    comes later, and sets `mark` itself.
//!
//! All operations on the two words are Relaxed: the fences order them, and what is ready is read under
//! the queue's own orderings. `mark` is only ever written by read-modify-writes, so that its writes
//! have one order.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, NativeFutex, Runtime, Wait};

#[derive(Debug)]
pub(super) struct Sleepers<R: Runtime> {
    mark: R::Futex,
    asleep: R::Futex,
}

impl Sleepers<runtime::Native> {
    pub(super) const fn new() -> Self {
        Self { mark: NativeFutex::new(0), asleep: NativeFutex::new(0) }
    }
}

impl<R: Runtime> Sleepers<R> {
    /// Nobody, as a part of the queue that `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self { mark: word.part(0), asleep: word.part(0) }
    }

    /// Sleeps until `attempt` comes to a result or the deadline passes; then a last attempt decides.
    ///
    /// `attempt` succeeds whenever something is ready and nobody was faster. `is_ready` is asked
    /// once the caller is about to leave others asleep.
    #[cold]
    #[inline(never)]
    pub(super) fn sleep<T>(
        &self,
        deadline: Deadline,
        mut attempt: impl FnMut() -> Option<T>,
        is_ready: impl Fn() -> bool,
    ) -> Option<T> {
        self.asleep.fetch_add(1, Relaxed);
        let result = loop {
            self.set_mark();
            if let Some(result) = attempt() {
                break Some(result);
            }
            let timed_out = self.mark.wait(1, deadline) == Wait::TimedOut;
            let result = attempt();
            if timed_out || result.is_some() {
                break result;
            }
        };
        self.leave(is_ready);
        result
    }

    /// See the module, 3.
    fn leave(&self, is_ready: impl Fn() -> bool) {
        let others = self.asleep.fetch_sub(1, Relaxed) - 1;
        if others > 0 {
            self.set_mark();
            if is_ready() {
                self.wake_one();
            }
        }
    }

    fn set_mark(&self) {
        self.mark.swap(1, Relaxed);
        // Pairs with the light fence in `may_sleep`; see the module, 1.
        R::fence_heavy();
    }

    /// Something has become ready.
    #[inline]
    pub(super) fn notify(&self) {
        if self.may_sleep() {
            self.wake_one();
        }
    }

    /// Something has become ready for all of them.
    pub(super) fn notify_all(&self) {
        if self.may_sleep() && self.mark.swap(0, Relaxed) != 0 {
            self.mark.wake_all();
        }
    }

    /// As [`notify_all`](Self::notify_all), if it is ready; that is only asked if somebody may sleep.
    #[inline]
    pub(super) fn notify_all_if(&self, is_ready: impl FnOnce() -> bool) {
        if self.may_sleep() && is_ready() && self.mark.swap(0, Relaxed) != 0 {
            self.mark.wake_all();
        }
    }

    #[cfg(test)]
    pub(super) fn pretend_to_sleep(&self) {
        self.set_mark();
    }

    /// Whether somebody may sleep who has not seen what the caller did before.
    #[inline]
    pub(super) fn may_sleep(&self) -> bool {
        // Pairs with the heavy fence in `set_mark`; see the module, 1. Where a lock was unlocked
        // since, that was a light fence, too.
        R::fence_light();
        self.mark.load(Relaxed) != 0
    }

    #[cold]
    #[inline(never)]
    fn wake_one(&self) {
        if self.mark.swap(0, Relaxed) != 0 {
            self.mark.wake_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use runtime::Native;

    use super::*;

    /// Gives up at once, and says whether it asked if something was ready.
    fn gives_up(sleepers: &Sleepers<Native>, is_ready: bool) -> bool {
        let asked = Cell::new(false);
        let is_ready = || {
            asked.set(true);
            is_ready
        };
        let past = Native::deadline(Duration::ZERO);
        assert_eq!(sleepers.sleep(past, || None::<()>, is_ready), None);
        asked.get()
    }

    #[test]
    fn who_leaves_nobody_behind_looks_for_nobody() {
        let sleepers = Sleepers::new();
        for _ in 0..2 {
            assert!(!gives_up(&sleepers, true));
            assert_eq!(sleepers.asleep.load(Relaxed), 0);
        }
    }

    #[test]
    fn who_leaves_others_behind_wakes_one_if_something_is_ready() {
        let sleepers = Sleepers::new();
        sleepers.asleep.fetch_add(1, Relaxed);
        assert!(gives_up(&sleepers, false));
        assert!(sleepers.may_sleep(), "the other one is remembered");
        assert!(gives_up(&sleepers, true));
        assert!(!sleepers.may_sleep(), "it is on its way");
    }

    #[test]
    fn who_joins_is_woken_when_it_is_ready_and_not_before() {
        let sleepers = Sleepers::new();
        sleepers.notify_all_if(|| unreachable!("nobody sleeps"));
        sleepers.pretend_to_sleep();
        sleepers.notify_all_if(|| false);
        assert!(sleepers.may_sleep(), "they sleep on");
        sleepers.notify_all_if(|| true);
        assert!(!sleepers.may_sleep());
    }

    #[test]
    fn who_leaves_remembers_those_who_sleep() {
        let sleepers = Sleepers::new();
        sleepers.asleep.fetch_add(1, Relaxed);
        let put = || {
            sleepers.notify();
            Some(())
        };
        let got = sleepers.sleep(Deadline::NEVER, put, || false);
        assert!(got.is_some() && sleepers.may_sleep(), "the wake-up was for who has left");
    }
}
