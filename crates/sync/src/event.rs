//! A flag one can wait for.
//!
//! # States
//!
//! One word counts the changes of the flag; it is odd while the flag is set. Another one counts the
//! threads that sleep, or are about to.
//!
//! ```text
//!        set, wake all        clear             set, wake all
//!  ┌───┐────────────►┌───┐────────────►┌───┐────────────►┌───┐
//!  │ 0 │             │ 1 │             │ 2 │             │ 3 │ …
//!  └───┘             └───┘             └───┘             └───┘
//! ```
//!
//! # A waiter never reads the flag twice
//!
//! A waiter that finds the flag clear keeps the even count. The only way on from an even count is a
//! set. So as soon as the count is another one, there has been a set since the wait began, and the
//! wait is over, even if the flag is clear again by then. (The count wraps: 2³¹ sets during one
//! wait would go unnoticed if the last change were the 2³²nd exactly.)
//!
//! # Why no wake-up is lost
//!
//! A waiter counts itself, passes a full fence, and looks at the flag. A setter sets the flag,
//! passes a full fence, and looks at the count of sleepers. At least one of them sees the other.

use std::borrow::Cow;
use std::time::Duration;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{
    Atomic, AtomicInt, Deadline, Futex, Kind, Look, Native, NativeFutex, Runtime, Wait, spin,
};

/// A flag that threads can wait for: `threading.Event`.
///
/// Every wait that began before a [`set`](Event::set) ends, even if a [`clear`](Event::clear)
/// follows at once. What a thread did before it set the flag happens before what a thread does
/// after its wait, or after it saw the flag set. 8 bytes; setting and clearing are one
/// read-modify-write each, and no system call as long as nobody waits.
///
/// # Differences from Python
///
/// Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
/// the clock is monotonic. [`ticket`](Event::ticket) is new.
///
/// # Examples
///
/// ```
/// use plainweave_sync::Event;
/// use std::time::Duration;
///
/// static BOOTED: Event = Event::new();
///
/// assert!(!BOOTED.wait_timeout(Duration::ZERO));
/// let server = std::thread::spawn(|| BOOTED.set());
/// BOOTED.wait();
/// assert!(BOOTED.is_set());
/// # server.join().unwrap();
/// ```
#[derive(Debug)]
pub struct Event<R: Runtime = Native> {
    /// How often the flag has changed. Stands for the whole object.
    changes: R::Futex,
    /// How many threads sleep, or are about to.
    sleepers: R::Futex,
}

/// A moment in the life of an [`Event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u32);

impl Event {
    /// Creates an event whose flag is clear. Python: `Event()`.
    pub const fn new() -> Self {
        Self { changes: NativeFutex::new(0), sleepers: NativeFutex::new(0) }
    }
}

impl Default for Event {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> Event<R> {
    /// Creates an event on the runtime `R`; [`new`](Event::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let changes = R::Futex::new(0).of_kind(Kind::Event);
        Self { sleepers: changes.part(0), changes }
    }

    /// Gives the event the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { changes: self.changes.named(name.into()), ..self }
    }

    /// Whether the flag is set right now. Python: `is_set()`.
    #[inline]
    #[track_caller]
    pub fn is_set(&self) -> bool {
        R::call(&self.changes, "is_set", || is_odd(self.count()))
    }

    /// Sets the flag and lets every thread that waits go on. Python: `set()`.
    #[inline]
    #[track_caller]
    pub fn set(&self) {
        R::call(&self.changes, "set", || {
            // Release: what we did before happens before a wait that sees this set, or any later
            // value of the word. Also when the flag was set already: hence a read-modify-write and
            // not a look at it.
            if !is_odd(self.changes.fetch_or(1, Release)) {
                R::fence_after_rmw();
                // Relaxed: the fence orders it; see the module.
                if self.sleepers.load(Relaxed) != 0 {
                    self.changes.wake_all();
                }
            }
        });
    }

    /// Clears the flag. Threads that a set has let go on are not affected. Python: `clear()`.
    #[inline]
    #[track_caller]
    pub fn clear(&self) {
        R::call(&self.changes, "clear", || {
            // Relaxed, all of it: clearing publishes nothing. The exchange continues the release
            // sequence of the set before it, so a late waiter still sees that.
            let mut seen = self.changes.load(Relaxed);
            while is_odd(seen) {
                let next = seen.wrapping_add(1);
                match self.changes.compare_exchange_weak(seen, next, Relaxed, Relaxed) {
                    Ok(_) => return,
                    Err(found) => seen = found,
                }
            }
        });
    }

    /// Waits until the flag is set. Python: `wait()`.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        R::call(&self.changes, "wait", || self.sleep(self.count(), Deadline::NEVER));
    }

    /// Waits until the flag is set, but not longer than `timeout`; false if that was too short.
    /// Python: `wait(timeout)`.
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.wait_until(R::deadline(timeout))
    }

    /// Waits until the flag is set or the deadline passes; false if it passed.
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> bool {
        R::call(&self.changes, "wait_until", || self.sleep(self.count(), deadline))
    }

    /// Begins a wait, which [`wait_since`](Event::wait_since) ends.
    ///
    /// ```
    /// use plainweave_sync::{Deadline, Event};
    ///
    /// let event = Event::new();
    /// let ticket = event.ticket();
    /// event.set();
    /// event.clear();
    /// assert!(!event.is_set());
    /// assert!(event.wait_since(ticket, Deadline::NEVER), "set since the ticket was drawn");
    /// ```
    #[track_caller]
    pub fn ticket(&self) -> Ticket {
        R::call(&self.changes, "ticket", || Ticket(self.count()))
    }

    /// Waits until there has been a set since the ticket was drawn, or the flag was set then; false
    /// if the deadline passed first.
    #[track_caller]
    pub fn wait_since(&self, ticket: Ticket, deadline: Deadline) -> bool {
        R::call(&self.changes, "wait_since", || self.sleep(ticket.0, deadline))
    }

    /// Forgets who waits, in the child of a fork; the flag stays as it is. Python:
    /// `_at_fork_reinit()`.
    ///
    /// Only for a process that has just one thread: those who waited are in the parent.
    #[track_caller]
    pub fn reinit_after_fork(&self) {
        // Relaxed: there is one thread.
        R::call(&self.changes, "reinit", || self.sleepers.store(0, Relaxed));
    }

    #[inline]
    fn count(&self) -> u32 {
        // Acquire: pairs with the Release in `set`.
        self.changes.load(Acquire)
    }

    /// Waits until the count is another one than `begun`, which is not needed if that is odd.
    #[inline]
    fn sleep(&self, begun: u32, deadline: Deadline) -> bool {
        is_odd(begun) || self.sleep_slow(begun, deadline)
    }

    #[cold]
    #[inline(never)]
    fn sleep_slow(&self, begun: u32, deadline: Deadline) -> bool {
        if spin::<R>(|| if self.count() == begun { Look::Again } else { Look::Done }) {
            return true;
        }
        // Relaxed: the fence orders it; see the module.
        self.sleepers.fetch_add(1, Relaxed);
        R::fence_after_rmw();
        let mut in_time = true;
        while self.count() == begun {
            if self.changes.wait(begun, deadline) == Wait::TimedOut {
                in_time = self.count() != begun;
                break;
            }
        }
        self.sleepers.fetch_sub(1, Relaxed);
        in_time
    }
}

fn is_odd(count: u32) -> bool {
    count & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_no_longer_is_not_counted() {
        let event = Event::new();
        assert!(!event.wait_timeout(Duration::ZERO));
        assert_eq!(event.sleepers.load(Relaxed), 0);
    }
}
