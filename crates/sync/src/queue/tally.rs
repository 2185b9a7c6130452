//! How many items of a queue are done, and those who wait until all are.
//!
//! # The counters
//!
//! ```text
//!   0 ──────── done ─────── known ─────────── puts ─────►
//!              tasks that   so many items     items that
//!              are done     were put, at      were put
//!                           least
//! ```
//!
//! `puts` is the queue's own count: whoever puts counts the item before anybody can get it, and pays
//! nothing more for its being joinable. `known` is a copy that may lag behind, and stands beside
//! `done`: those who finish tasks look at it, and rarely at `puts`, which changes with every put.
//!
//! # Invariants
//!
//! 1. `done ≤ puts`, and neither ever falls. `done` only grows by one compare-exchange, from a value
//!    that was seen to be less than `known` or `puts`; and those only grow, so they are as much as they
//!    were seen to be. That takes one read-modify-write, and refuses one too many.
//! 2. `known ≤ puts`, and it never falls: it is changed by a compare-exchange from a value that is no
//!    more than `done` was, to what was read from `puts` and is more than that.
//!
//! 3. `known` lags behind `done` by hardly more than 2³⁰: whoever finds it that far behind takes it along.
//!    So of a long life nothing is left that looks like the future.
//!
//! All comparisons are of distances, modulo 2³²: at most 2³¹ − 1 items may be unfinished.
//!
//! # Why no task is refused that is not one too many
//!
//! What a thread knows to have been put is among the `puts` that it reads, and so is what was put before
//! a task was done that counts in the `done` that it has read, by its Acquire. If `done` is as much or
//! more, then nothing that it knows of was unfinished when it read `done`. It may be more, since `known`
//! is Relaxed: others may have finished what this thread does not know to have been put.
//!
//! # Why a join does not return early
//!
//! It reads `done`, and then `puts`, and returns if they are equal. What a thread knows to have been put
//! counts among the `puts` that it reads: its own items; those that it was told of; and those that were
//! put before a task was done whose end it sees, such as the ones that the task put itself. So nothing
//! that it knows of was unfinished when it read `done`, and by 1 nothing at all was, before others put
//! what it does not know of. All that was done for the tasks happens before the return: the Acquire of the
//! join reads from the last of a row of read-modify-writes, each of them a Release. If it reads more
//! `done` than `puts`, it reads `puts` again, under the lock of those who put, where it is exact.
//!
//! # Why no wake-up is lost
//!
//! Who joins is about to sleep as [`sleepers`](super::sleepers) says, which is why a `task_done` that
//! it has not seen sees it. That one wakes all unless it reads more `puts` than are `done`; it may read
//! too few of them, and wakes in vain then. If it reads more, then what makes `done` equal to `puts` is a
//! later `task_done`, which the joiner has not seen either. A woken thread looks again, and sleeps again
//! if something is unfinished.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Native, NativeFutex, Runtime};

use super::TooManyTaskDone;
use super::sleepers::Sleepers;

/// See the module, 3.
const MOST_LAG: u32 = 1 << 30;

#[derive(Debug)]
pub(super) struct Tally<R: Runtime> {
    done: R::Futex,
    known: R::Futex,
    joiners: Sleepers<R>,
}

impl Tally<Native> {
    pub(super) const fn new() -> Self {
        Self { done: NativeFutex::new(0), known: NativeFutex::new(0), joiners: Sleepers::new() }
    }
}

impl<R: Runtime> Tally<R> {
    /// A tally in which all but `unfinished` of the `puts` items are done, as a part of the queue that
    /// `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex, puts: u32, unfinished: u32) -> Self {
        let done = puts.wrapping_sub(unfinished);
        let joiners = Sleepers::part_of(word);
        Self { done: word.part(done), known: word.part(puts), joiners }
    }

    /// Counts one task more that is done, unless all are.
    #[inline]
    pub(super) fn finish_one(&self, puts: impl Fn() -> u32) -> Result<(), TooManyTaskDone> {
        // Acquire: what was put before a task that counts here was done, is among the `puts` read below.
        let mut done = self.done.load(Acquire);
        loop {
            // Relaxed: it is never more than what was put; see the module, 2.
            let is_known = is_more(self.known.load(Relaxed), done);
            if !is_known && !self.learn(done, &puts) {
                return Err(TooManyTaskDone);
            }
            match self.raise(done, done.wrapping_add(1)) {
                Ok(_) => break,
                Err(current) => done = current,
            }
        }
        // Relaxed: at least what this thread has just counted; see the module.
        self.joiners.notify_all_if(|| !is_more(puts(), self.done.load(Relaxed)));
        Ok(())
    }

    /// Counts that so many tasks are done, if only `from` were; or says how many are.
    #[inline]
    fn raise(&self, from: u32, to: u32) -> Result<u32, u32> {
        // Release: what was done for a task, or before a shutdown, happens before the return of a join
        // that it ends. Acquire: as where `done` is read first.
        self.done.compare_exchange(from, to, Release, Acquire)
    }

    /// Looks how many items were put; whether they are more than `done`.
    #[cold]
    fn learn(&self, done: u32, puts: impl Fn() -> u32) -> bool {
        let known = self.known.load(Relaxed);
        let puts = puts();
        // Not worth it for one item, which the caller is about to count, unless it lags far behind. If it
        // fails, somebody else was faster; the comparison is with what is no more than `done`.
        let lags = done.wrapping_sub(known) >= MOST_LAG;
        let is_worth_it = is_more(puts, if lags { done } else { done.wrapping_add(1) });
        if is_worth_it && !is_more(known, done) {
            // Relaxed: as where it is read.
            let _ = self.known.compare_exchange(known, puts, Relaxed, Relaxed);
        }
        is_more(puts, done)
    }

    /// Counts so many tasks more that are done, or as many as are not, after the last item was put.
    pub(super) fn finish_up_to(&self, most: u32, puts: impl Fn() -> u32) {
        let puts = puts();
        // Relaxed: there are no more `puts` than this, and what is done is no more than that.
        let mut done = self.done.load(Relaxed);
        loop {
            let next = done.wrapping_add(most.min(puts.wrapping_sub(done)));
            match self.raise(done, next) {
                Ok(_) => break,
                Err(current) => done = current,
            }
        }
        self.joiners.notify_all_if(|| self.unfinished(|| puts) == 0);
    }

    /// Waits until all that was put is done; false if the deadline passes first. It was not when the caller
    /// looked. `puts_now` is exact.
    pub(super) fn join_until(
        &self,
        deadline: Deadline,
        puts: impl Fn() -> u32,
        puts_now: impl Fn() -> u32,
    ) -> bool {
        let is_over = || {
            let unfinished = self.unfinished(&puts);
            // Too few of the `puts` were seen: more than that are done.
            unfinished == 0 || (unfinished >= 1 << 31 && self.unfinished(&puts_now) == 0)
        };
        self.joiners.sleep(deadline, || is_over().then_some(()), is_over).is_some()
    }

    /// How many items were put that are not done: exactly so when `puts` is called.
    pub(super) fn unfinished(&self, puts: impl Fn() -> u32) -> u32 {
        // Acquire: pairs with the Release of each task that was counted.
        let done = self.done.load(Acquire);
        puts().wrapping_sub(done)
    }
}

/// Whether `count` is more than `other`, which is less than 2³¹ away.
fn is_more(count: u32, other: u32) -> bool {
    (1..1 << 31).contains(&count.wrapping_sub(other))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A tally of three items, of which one is done.
    fn one_of_three_is_done() -> Result<Tally<Native>, TooManyTaskDone> {
        let tally = Tally::new();
        tally.finish_one(|| 3)?;
        Ok(tally)
    }

    /// One item at a time, put and done: nothing is ever worth being written down but for this.
    #[test]
    fn one_too_many_is_refused_however_many_were_done_before() {
        for done in [1_u32 << 30, (1 << 31) - 1, 1 << 31, (1 << 31) + 1, u32::MAX] {
            let before = done - 1;
            // As far behind as it may be.
            let known = before.saturating_sub(MOST_LAG);
            let tally = Tally::<Native> {
                done: NativeFutex::new(before),
                known: NativeFutex::new(known),
                joiners: Sleepers::new(),
            };
            assert!(tally.finish_one(|| done).is_ok(), "{done}");
            assert!(tally.finish_one(|| done).is_err(), "{done}");
            assert!(tally.done.load(Relaxed).wrapping_sub(tally.known.load(Relaxed)) <= MOST_LAG);
        }
    }

    #[test]
    fn what_is_known_is_written_down_when_it_pays_and_never_falls() {
        let known_after = |done, puts| {
            let tally = Tally::<Native> {
                done: NativeFutex::new(done),
                known: NativeFutex::new(5),
                joiners: Sleepers::new(),
            };
            assert!(tally.learn(done, || puts));
            tally.known.load(Relaxed)
        };
        assert_eq!(known_after(5, 7), 7, "for two items");
        assert_eq!(known_after(5, 6), 5, "not for one");
        assert_eq!(known_after(2, 4), 5, "somebody knows more");
    }

    #[test]
    fn who_joins_and_sees_too_few_puts_looks_again() -> Result<(), TooManyTaskDone> {
        let tally = one_of_three_is_done()?;
        tally.finish_one(|| 3)?;
        let at_once = Native::deadline(Duration::ZERO);
        assert!(!tally.join_until(at_once, || 1, || 3));
        tally.finish_one(|| 3)?;
        assert!(tally.join_until(at_once, || 1, || 3));
        Ok(())
    }

    #[test]
    fn who_finishes_and_sees_too_few_puts_wakes_in_vain() -> Result<(), TooManyTaskDone> {
        let tally = one_of_three_is_done()?;
        tally.joiners.pretend_to_sleep();
        // It knows from the first call that three were put.
        tally.finish_one(|| 3)?;
        assert!(tally.joiners.may_sleep(), "one is unfinished");
        tally.finish_one(|| 1)?;
        assert!(!tally.joiners.may_sleep(), "nothing is, though only one was seen to be put");
        Ok(())
    }
}
