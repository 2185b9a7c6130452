//! A queue of threads that wait for something to become true.
//!
//! # Notified or timed out: one step decides
//!
//! Each waiter has a latch of its own. Whoever changes it first decides: a notifier from `WAITING`
//! to `NOTIFIED`, or the waiter itself from `WAITING` to `LEFT` after its deadline.
//!
//! ```text
//!                notify  ┌──────────┐
//!              ┌────────►│ NOTIFIED │ the wait returns Woken
//! ┌─────────┐  │         └──────────┘
//! │ WAITING │──┤
//! └─────────┘  │         ┌──────┐
//!              └────────►│ LEFT │ the wait returns TimedOut; a notifier passes it over
//!          deadline      └──────┘
//! ```
//!
//! So no notification is swallowed: what [`notify`](Condition::notify) counts is exactly the number
//! of waits that return [`Wait::Woken`]. (In CPython a waiter that timed out stays in the queue
//! until it has the lock again, and a notification spent on it is lost.)
//!
//! # Why no wake-up is lost
//!
//! 1. A waiter is in the queue, and counted in `waiting`, before it gives up the caller's lock. So
//!    whoever gets that lock next finds it there: also the notifier that only looks at the count.
//! 2. The queue is first in, first out, and every waiter has a latch of its own: a thread that
//!    comes later cannot take the notification of one that was there.
//! 3. A latch is opened before its thread is woken, and its thread falls asleep only if it is still
//!    closed, in one step with the falling asleep.
//!
//! # Memory
//!
//! Every operation on a latch and on `waiting` is Relaxed: the caller's lock is held during a
//! notification and taken again at the end of a wait, and orders everything. The queue has a lock
//! of its own, since a [`RawLock`](crate::RawLock) may be released by anybody at any time.

mod latch;
mod lockable;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Native, NativeFutex, Note, Runtime, Wait};

use crate::NotHeld;
use crate::guarded::Guarded;
use latch::Latch;
pub use lockable::{ConditionLock, Guard};

/// A queue of threads that wait for something to become true: `threading.Condition`.
///
/// It goes with any [`Lock`](crate::Lock) or [`RLock`](crate::RLock): whoever waits gives up its
/// guard meanwhile, all levels of it, and whoever notifies proves by a guard that it has the lock.
/// Several conditions may share one lock. Notifications are not remembered: who comes to wait later
/// is not told. Waits end for no other reason than a notification or a deadline.
///
/// # Differences from Python
///
/// * A notification is never spent on a wait that then reports a timeout.
/// * [`notify`](Condition::notify) returns how many waits it has ended.
/// * Waiting or notifying without the lock is not an error but cannot be written; in the raw form,
///   for bindings, it is [`NotHeld`].
/// * Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
///   the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{Condition, Lock};
/// use std::thread;
///
/// static BOX: Lock<Option<&str>> = Lock::new(None);
/// static FILLED: Condition = Condition::new();
///
/// let producer = thread::spawn(|| {
///     let mut item = BOX.lock();
///     *item = Some("parcel");
///     FILLED.notify_one(&item);
/// });
/// let mut item = FILLED.wait_while(BOX.lock(), |item| item.is_none());
/// assert_eq!(item.take(), Some("parcel"));
/// # producer.join().unwrap();
/// ```
#[derive(Debug)]
pub struct Condition<R: Runtime = Native> {
    /// Oldest first; only latches that were `WAITING` when their thread last looked.
    queue: Guarded<VecDeque<Arc<Latch<R>>>, R>,
    /// How many latches are in the queue.
    waiting: R::Futex,
}

impl Condition {
    /// Creates a condition for which nobody waits. Python: `Condition(lock)`, without the lock.
    pub const fn new() -> Self {
        Self { queue: Guarded::new(VecDeque::new()), waiting: NativeFutex::new(0) }
    }
}

impl Default for Condition {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> Condition<R> {
    /// Creates a condition on the runtime `R`; [`new`](Condition::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let queue: Guarded<_, R> = Guarded::new_in(Kind::Condition, VecDeque::new());
        Self { waiting: queue.word().part(0), queue }
    }

    /// Gives the condition the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { queue: self.queue.named(name.into()), ..self }
    }

    /// Unlocks, waits to be notified, and locks again. Python: `wait()`.
    #[track_caller]
    pub fn wait<G: Guard<R>>(&self, guard: G) -> G {
        self.wait_until(guard, Deadline::NEVER).0
    }

    /// Unlocks, waits to be notified but not longer than `timeout`, and locks again. Python:
    /// `wait(timeout)`.
    #[track_caller]
    pub fn wait_timeout<G: Guard<R>>(&self, guard: G, timeout: Duration) -> (G, Wait) {
        self.wait_until(guard, R::deadline(timeout))
    }

    /// Unlocks, waits to be notified or for the deadline, and locks again.
    ///
    /// [`Wait::Woken`] means that a notification was spent on this wait. The deadline does not
    /// apply to locking again.
    #[track_caller]
    pub fn wait_until<G: Guard<R>>(&self, guard: G, deadline: Deadline) -> (G, Wait) {
        R::call(self.queue.word(), "wait", || {
            let latch = self.enqueue();
            let given = guard.give_up();
            let wait = self.sleep(&latch, deadline);
            (G::take_back(given), wait)
        })
    }

    /// Waits as long as `is_so`, which is asked with the lock held. Python: `wait_for(lambda: not …)`.
    #[track_caller]
    pub fn wait_while<G: Guard<R>>(
        &self,
        mut guard: G,
        mut is_so: impl FnMut(&mut G) -> bool,
    ) -> G {
        while is_so(&mut guard) {
            guard = self.wait(guard);
        }
        guard
    }

    /// Waits as long as `is_so` or until the deadline: [`Wait::TimedOut`] if it still is so then.
    /// Python: `wait_for(lambda: not …, timeout)`.
    #[track_caller]
    pub fn wait_while_until<G: Guard<R>>(
        &self,
        mut guard: G,
        deadline: Deadline,
        mut is_so: impl FnMut(&mut G) -> bool,
    ) -> (G, Wait) {
        let mut wait = Wait::Woken;
        while is_so(&mut guard) {
            if wait == Wait::TimedOut {
                return (guard, wait);
            }
            (guard, wait) = self.wait_until(guard, deadline);
        }
        (guard, Wait::Woken)
    }

    /// Notifies the thread that has waited longest, if one waits, and says how many that were.
    /// Python: `notify()`.
    #[track_caller]
    pub fn notify_one(&self, guard: &impl Guard<R>) -> u32 {
        self.notify(1, guard)
    }

    /// Notifies up to `most` waiting threads, the oldest first, and says how many. Python:
    /// `notify(n)`.
    ///
    /// They go on when the caller has unlocked.
    #[track_caller]
    pub fn notify(&self, most: u32, _guard: &impl Guard<R>) -> u32 {
        R::call(self.queue.word(), "notify", || self.dequeue(most))
    }

    /// Notifies all waiting threads, and says how many. Python: `notify_all()`.
    #[track_caller]
    pub fn notify_all(&self, guard: &impl Guard<R>) -> u32 {
        self.notify(u32::MAX, guard)
    }

    /// [`wait_until`](Condition::wait_until) without a guard, for bindings.
    ///
    /// # Errors
    ///
    /// [`NotHeld`] if the calling thread does not own the `RawRLock`, or nobody holds the `RawLock`:
    /// that one has no owner.
    #[track_caller]
    pub fn wait_raw(
        &self,
        lock: &impl ConditionLock<R>,
        deadline: Deadline,
    ) -> Result<Wait, NotHeld> {
        R::call(self.queue.word(), "wait", || {
            if !lock.is_held() {
                return Err(NotHeld);
            }
            let latch = self.enqueue();
            let Ok(given) = lock.give_up() else {
                // Another thread has released it since, and yet another one may have notified us: that
                // was meant for somebody who waits.
                if latch.leave() {
                    self.remove(&latch);
                } else {
                    self.dequeue(1);
                }
                return Err(NotHeld);
            };
            let wait = self.sleep(&latch, deadline);
            lock.take_back(given);
            Ok(wait)
        })
    }

    /// [`notify`](Condition::notify) without a guard, for bindings.
    ///
    /// # Errors
    ///
    /// [`NotHeld`], as of [`wait_raw`](Condition::wait_raw).
    #[track_caller]
    pub fn notify_raw(&self, most: u32, lock: &impl ConditionLock<R>) -> Result<u32, NotHeld> {
        R::call(self.queue.word(), "notify", || {
            if lock.is_held() { Ok(self.dequeue(most)) } else { Err(NotHeld) }
        })
    }

    /// Forgets who waits, in the child of a fork. Python: `_at_fork_reinit()`.
    ///
    /// The lock that goes with the condition has a function of its own for that.
    ///
    /// # Safety
    ///
    /// The process has one thread: those who used the condition are in the parent.
    #[allow(unsafe_code)]
    #[track_caller]
    pub unsafe fn reinit_after_fork(&self) {
        R::call(self.queue.word(), "reinit", || {
            // SAFETY: the caller promises that there is no other thread.
            unsafe { self.queue.reinit(VecDeque::new()) };
            // Relaxed: there is one thread.
            self.waiting.store(0, Relaxed);
        });
    }

    /// Lines the calling thread up.
    fn enqueue(&self) -> Arc<Latch<R>> {
        let latch = Arc::new(Latch::new(self.queue.word()));
        // Relaxed: the caller's lock orders it; see the module.
        self.waiting.fetch_add(1, Relaxed);
        self.queue.with(|queue| queue.push_back(Arc::clone(&latch)));
        latch
    }

    /// Sleeps until notified, or leaves the queue.
    fn sleep(&self, latch: &Arc<Latch<R>>, deadline: Deadline) -> Wait {
        let wait = latch.sleep(deadline);
        if wait == Wait::TimedOut {
            self.remove(latch);
        }
        wait
    }

    /// Takes a latch that was left out of the queue, unless a notifier has already done so.
    fn remove(&self, latch: &Arc<Latch<R>>) {
        let found = self.queue.with(|queue| {
            let before = queue.len();
            queue.retain(|other| !Arc::ptr_eq(other, latch));
            queue.len() < before
        });
        if found {
            self.waiting.fetch_sub(1, Relaxed);
        }
    }

    /// Notifies up to `most` waiters.
    fn dequeue(&self, most: u32) -> u32 {
        let mut notified = 0;
        // Relaxed: the caller's lock orders it; see the module, 1.
        while notified < most && self.waiting.load(Relaxed) > 0 {
            let Some(latch) = self.queue.with(VecDeque::pop_front) else { break };
            self.waiting.fetch_sub(1, Relaxed);
            notified += u32::from(latch.open());
        }
        self.queue.word().note(Note::Notified(notified));
        notified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Condition {
        /// How many are in the queue: as many as are counted.
        pub(super) fn lined_up(&self) -> usize {
            let queued = self.queue.with(|queue| queue.len());
            assert_eq!(self.waiting.load(Relaxed) as usize, queued, "counted, and in the queue");
            queued
        }
    }

    #[test]
    fn who_has_timed_out_is_out_of_the_queue() {
        let condition = Condition::new();
        let stays = condition.enqueue();
        let leaves = condition.enqueue();
        let past = Native::deadline(Duration::ZERO);
        assert_eq!(condition.sleep(&leaves, past), Wait::TimedOut);
        assert_eq!(condition.lined_up(), 1);
        assert_eq!(condition.dequeue(u32::MAX), 1);
        assert_eq!(condition.sleep(&stays, Deadline::NEVER), Wait::Woken);
        assert_eq!(condition.lined_up(), 0);
    }

    /// Between the two halves of giving up, a notifier has come by.
    #[test]
    fn who_is_out_of_the_queue_already_counts_nobody_else_out() {
        let condition = Condition::new();
        let leaves = condition.enqueue();
        assert!(leaves.leave());
        assert_eq!(condition.dequeue(1), 0, "passed over");
        let stays = condition.enqueue();
        condition.remove(&leaves);
        assert_eq!(condition.lined_up(), 1);
        assert_eq!(condition.dequeue(1), 1);
        assert_eq!(condition.sleep(&stays, Deadline::NEVER), Wait::Woken);
    }

    #[test]
    fn who_was_notified_cannot_leave() {
        let condition = Condition::new();
        let latch = condition.enqueue();
        assert_eq!(condition.dequeue(1), 1);
        assert!(!latch.leave());
        assert_eq!(latch.sleep(Native::deadline(Duration::ZERO)), Wait::Woken);
    }

    #[test]
    fn after_a_fork_nobody_waits() {
        let condition = Condition::new();
        let _parents = [condition.enqueue(), condition.enqueue()];
        // SAFETY: no other thread knows it.
        #[allow(unsafe_code)]
        unsafe {
            condition.reinit_after_fork();
        }
        assert_eq!(condition.lined_up(), 0);
        let childs = condition.enqueue();
        assert_eq!(condition.dequeue(u32::MAX), 1);
        assert_eq!(childs.sleep(Deadline::NEVER), Wait::Woken);
    }
}
