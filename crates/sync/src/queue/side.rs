//! One side of a queue: those who put, or those who get.

use crossbeam_utils::CachePadded;
use runtime::{Deadline, Futex, Native, NativeFutex, Runtime};

use super::pace::Pace;
use super::sleepers::Sleepers;
use crate::guarded::Guarded;

/// How often a thread may find that others were faster before it sleeps, and looks at its deadline.
const ATTEMPTS: u32 = 64;

/// One side of a queue: those who put, or those who get.
///
/// What a side changes with each operation has a cache line of its own, which the other side does not
/// touch; so has what it only looks at.
#[derive(Debug)]
pub(super) struct Side<E: Send, R: Runtime> {
    /// Where the side stands; one thread at a time is there.
    pub(super) end: CachePadded<Stand<E, R>>,
    /// Those who wait for the other side. It looks whether there are any after each operation.
    pub(super) sleepers: CachePadded<Sleepers<R>>,
    pace: CachePadded<Pace>,
}

/// What a side changes with each operation.
#[derive(Debug)]
pub(super) struct Stand<E: Send, R: Runtime> {
    end: Guarded<E, R>,
    /// How many operations the side has done, if anybody asks; written while standing here. Only how much
    /// was put to a first-in-first-out queue is asked for.
    pub(super) count: R::Futex,
}

impl<E: Send> Stand<E, Native> {
    pub(super) const fn new(end: E) -> Self {
        Self { end: Guarded::new(end), count: NativeFutex::new(0) }
    }
}

impl<E: Send, R: Runtime> Stand<E, R> {
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex, end: E) -> Self {
        Self { end: Guarded::part_of(word, end), count: word.part(0) }
    }

    /// Works at the end. Nothing foreign may happen in `job`: the lock is held.
    #[inline]
    pub(super) fn with<U>(&self, job: impl FnOnce(&mut E) -> U) -> U {
        self.end.with(job)
    }
}

impl<E: Send> Side<E, Native> {
    pub(super) const fn new(end: E) -> Self {
        Self {
            end: CachePadded::new(Stand::new(end)),
            sleepers: CachePadded::new(Sleepers::new()),
            pace: CachePadded::new(Pace::new()),
        }
    }
}

impl<E: Send, R: Runtime> Side<E, R> {
    /// A side that stands at `end`, of the queue that `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex, end: E) -> Self {
        Self {
            end: CachePadded::new(Stand::part_of(word, end)),
            sleepers: CachePadded::new(Sleepers::part_of(word)),
            pace: CachePadded::new(Pace::new()),
        }
    }

    /// Attempts until there is a result or the deadline passes, first awake and then asleep.
    ///
    /// `attempt` was unsuccessful just now, at `position()`.
    #[cold]
    #[inline(never)]
    pub(super) fn wait<T>(
        &self,
        deadline: Deadline,
        batch: u32,
        position: impl Fn() -> u32,
        is_ready: impl Fn() -> bool,
        mut attempt: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        for _ in 0..ATTEMPTS {
            if !self.pace.wait::<R>(position(), batch, &is_ready) {
                break;
            }
            if let Some(result) = attempt() {
                return Some(result);
            }
        }
        self.sleepers.sleep(deadline, attempt, is_ready)
    }
}
