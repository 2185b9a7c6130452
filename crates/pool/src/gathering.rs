//! How many of several futures have settled: what [`wait`](crate::wait) and
//! [`as_completed`](crate::as_completed()) sleep on.
//!
//! # Invariants
//!
//! 1. Each future tells once. Either it had settled when the gathering came to its list, and the one
//!    who waits tells for it; or it is on the list, and whoever settles it takes it off and tells. The
//!    future's lock decides which: see [`Core::gather`](crate::core::Core::gather).
//! 2. So the number of those that have told is exact at any time, whatever order they are asked in.
//!    That is why no two futures need to be locked at once, and no order among their locks.
//! 3. The one who waits says under the lock that it sleeps, and reads the count of wake-ups there.
//!    Whoever tells enough counts up under the same lock. So no wake-up is lost.
//!
//! All operations on `wakeups` are Relaxed: the lock orders everything.

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Look, Runtime, Wait, spin};
use sync::Guarded;

#[derive(Debug)]
pub(crate) struct Gathering<R: Runtime> {
    tally: Guarded<Tally, R>,
    wakeups: R::Futex,
}

#[derive(Debug)]
struct Tally {
    /// The numbers of those that have told, in that order.
    settled: Vec<usize>,
    /// How many are enough.
    enough: usize,
    /// Whether one is enough that failed.
    stops_at_failure: bool,
    has_failed: bool,
    sleeps: bool,
}

impl Tally {
    fn is_enough(&self) -> bool {
        self.settled.len() >= self.enough || self.stops_at_failure && self.has_failed
    }
}

impl<R: Runtime> Gathering<R> {
    /// So many are enough, or one that failed if it `stops_at_failure`.
    #[track_caller]
    pub(crate) fn of(enough: usize, stops_at_failure: bool) -> Self {
        let settled = Vec::new();
        let tally = Tally { settled, enough, stops_at_failure, has_failed: false, sleeps: false };
        let tally: Guarded<_, R> = Guarded::new_in(Kind::Event, tally).named("gathering".into());
        Self { wakeups: tally.word().part(0), tally }
    }

    /// One has settled.
    #[track_caller]
    pub(crate) fn tell(&self, number: usize, has_failed: bool) {
        R::call(self.tally.word(), "tell", || {
            let wakes = self.tally.with(|tally| {
                tally.settled.push(number);
                tally.has_failed |= has_failed;
                let wakes = tally.sleeps && tally.is_enough();
                if wakes {
                    tally.sleeps = false;
                    self.wakeups.fetch_add(1, Relaxed);
                }
                wakes
            });
            if wakes {
                self.wakeups.wake_one();
            }
        });
    }

    /// The number of the one that told as the `position`th, counted from 0, if there is one.
    #[track_caller]
    pub(crate) fn settled(&self, position: usize) -> Option<usize> {
        R::call(self.tally.word(), "settled", || {
            self.tally.with(|tally| tally.settled.get(position).copied())
        })
    }

    /// Waits until so many have told; false if the deadline passed first.
    #[track_caller]
    pub(crate) fn wait_for(&self, enough: usize, deadline: Deadline) -> bool {
        R::call(self.tally.word(), "wait", || {
            self.tally.with(|tally| tally.enough = enough);
            self.sleep(deadline)
        })
    }

    /// Waits until enough have told; false if the deadline passed first.
    #[track_caller]
    pub(crate) fn wait(&self, deadline: Deadline) -> bool {
        R::call(self.tally.word(), "wait", || self.sleep(deadline))
    }

    fn sleep(&self, deadline: Deadline) -> bool {
        loop {
            let before = self.tally.with(|tally| {
                tally.sleeps = !tally.is_enough();
                tally.sleeps.then(|| self.wakeups.load(Relaxed))
            });
            let Some(before) = before else { return true };
            let look =
                || if self.wakeups.load(Relaxed) == before { Look::Again } else { Look::Done };
            if spin::<R>(look) {
                continue;
            }
            if self.wakeups.wait(before, deadline) == Wait::TimedOut {
                return self.tally.with(|tally| {
                    tally.sleeps = false;
                    tally.is_enough()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::{Moment, Native};

    use super::*;

    const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

    #[test]
    fn a_failure_is_enough_for_who_stops_at_one() {
        let (stops, goes_on) =
            (Gathering::<Native>::of(3, true), Gathering::<Native>::of(3, false));
        for (number, has_failed) in [(0, false), (1, true), (2, false)] {
            assert_eq!(stops.wait(PAST), number == 2);
            assert!(!goes_on.wait(PAST));
            stops.tell(number, has_failed);
            goes_on.tell(number, has_failed);
        }
        assert!(stops.wait(PAST) && goes_on.wait(PAST));
    }

    #[test]
    fn who_waits_for_one_more_is_content_with_one_more() {
        let gathering = Gathering::<Native>::of(3, false);
        for told in 0..3 {
            assert!(!gathering.wait_for(told + 1, PAST));
            gathering.tell(told, false);
            assert!(gathering.wait_for(told + 1, PAST));
        }
    }

    /// A wake-up is a system call: one for who sleeps until enough have told, and none for anybody else.
    #[test]
    fn only_who_sleeps_is_woken_and_only_once() {
        let gathering = Gathering::<Native>::of(2, false);
        let pretend_to_sleep = || gathering.tally.with(|tally| tally.sleeps = true);
        let wakeups = || gathering.wakeups.load(Relaxed);
        pretend_to_sleep();
        for (number, expected) in [(0, 0), (1, 1), (2, 1)] {
            gathering.tell(number, false);
            assert_eq!(wakeups(), expected);
        }
    }
}
