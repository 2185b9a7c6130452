//! A condition as CPython has it: a queue of latches.
//!
//! ```text
//! wait:    a new latch goes into the queue;  unlock
//!          sleep until it is open, or the deadline passes
//!          lock;  if the deadline passed: take the latch out of the queue
//! notify:  take the oldest latch out of the queue and open it
//! ```

use std::collections::VecDeque;
use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Futex, Kind, Note, Runtime, Wait};
use sync::{Lock, LockGuard};

use crate::holds::condition_queues_first::Waiting;

const CLOSED: u32 = 0;
const OPEN: u32 = 1;

/// What a waiting thread sleeps on.
type Latch<R> = Arc<<R as Runtime>::Futex>;

/// A queue of latches. Orderings are Relaxed: the user's lock orders everything.
pub(super) struct Queue<R: Runtime> {
    /// Stands for the whole condition.
    word: R::Futex,
    latches: Lock<VecDeque<Latch<R>>, R>,
}

impl<R: Runtime> Queue<R> {
    fn new() -> Self {
        let word = R::Futex::new(0).of_kind(Kind::Condition).named("condition".into());
        Self { word, latches: Lock::new_in(VecDeque::new()).named("queue") }
    }

    /// Lines up.
    fn enter(&self) -> Latch<R> {
        let latch = Arc::new(self.word.part(CLOSED));
        self.latches.lock().push_back(Arc::clone(&latch));
        latch
    }

    /// Sleeps until the latch is open.
    fn sleep(latch: &Latch<R>, deadline: Deadline) -> Wait {
        while latch.load(Relaxed) == CLOSED {
            if latch.wait(CLOSED, deadline) == Wait::TimedOut {
                return Wait::TimedOut;
            }
        }
        Wait::Woken
    }

    /// Takes the latch out of the queue, if it is still there.
    fn leave(&self, latch: &Latch<R>) {
        self.latches.lock().retain(|other| !Arc::ptr_eq(other, latch));
    }

    fn notify_one(&self) -> u32 {
        R::call(&self.word, "notify", || {
            let oldest = self.latches.lock().pop_front();
            let notified = u32::from(oldest.is_some());
            if let Some(latch) = oldest {
                latch.swap(OPEN, Relaxed);
                latch.wake_one();
            }
            self.word.note(Note::Notified(notified));
            notified
        })
    }
}

/// Unlocks before it lines up.
pub(super) struct QueuesLate<R: Runtime>(Queue<R>);

impl<R: Runtime> Waiting<R> for QueuesLate<R> {
    fn new() -> Self {
        Self(Queue::new())
    }

    fn wait<'a, T: Send>(
        &self,
        lock: &'a Lock<T, R>,
        guard: LockGuard<'a, T, R>,
        deadline: Deadline,
    ) -> (LockGuard<'a, T, R>, Wait) {
        R::call(&self.0.word, "wait", || {
            // The mistake: these two the other way round.
            drop(guard);
            let latch = self.0.enter();
            let wait = Queue::<R>::sleep(&latch, deadline);
            (lock.lock(), wait)
        })
    }

    fn notify_one<T: Send>(&self, _guard: &LockGuard<'_, T, R>) -> u32 {
        self.0.notify_one()
    }
}

/// Leaves the queue when it has the lock again.
pub(super) struct LeavesLate<R: Runtime>(Queue<R>);

impl<R: Runtime> Waiting<R> for LeavesLate<R> {
    fn new() -> Self {
        Self(Queue::new())
    }

    fn wait<'a, T: Send>(
        &self,
        lock: &'a Lock<T, R>,
        guard: LockGuard<'a, T, R>,
        deadline: Deadline,
    ) -> (LockGuard<'a, T, R>, Wait) {
        R::call(&self.0.word, "wait", || {
            let latch = self.0.enter();
            drop(guard);
            let wait = Queue::<R>::sleep(&latch, deadline);
            let guard = lock.lock();
            // The mistake: a notifier may have opened the latch since the deadline passed. One step
            // has to decide between the two, and before the lock is waited for.
            if wait == Wait::TimedOut {
                self.0.leave(&latch);
            }
            (guard, wait)
        })
    }

    fn notify_one<T: Send>(&self, _guard: &LockGuard<'_, T, R>) -> u32 {
        self.0.notify_one()
    }
}
