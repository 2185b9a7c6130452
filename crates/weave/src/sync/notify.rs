//! A token that one thread waits for.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::raw::{self, Op, Order, Place, Plain, Rmw, Shape, Width};

/// Mirror of `loom::sync::Notify`: what `park` and `unpark` are to a thread, as an object.
///
/// A notification stays until somebody has waited for it; two at once are one. Notifying happens
/// before the wait that it ends. Waits end without a notification only if
/// [`Config::spurious`](crate::Config::spurious) is set, and then at most one on each `Notify`.
///
/// One thread at a time may wait: two waits that happens-before does not order are a failure.
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::Notify;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let notify = Arc::new(Notify::new());
///     let other = Arc::clone(&notify);
///     let thread = weave::raw::spawn(Box::new(move || other.notify()));
///     notify.wait();
///     weave::raw::join(thread);
/// });
/// assert!(found.failure.is_none());
/// ```
pub struct Notify {
    token: Place,
    /// Written by every wait, so that two at once are a race.
    waiting: Plain,
    /// Read and written by waits, which `waiting` orders.
    has_woken_for_nothing: AtomicBool,
}

impl Notify {
    /// Makes one that nobody has notified.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new() -> Self {
        Self {
            token: Place::labelled(0, Shape::Chain, "notify"),
            waiting: Plain::new(),
            has_woken_for_nothing: AtomicBool::new(false),
        }
    }

    /// Ends the wait of the thread that waits, or the next one.
    #[track_caller]
    pub fn notify(&self) {
        let op = Op::Rmw(Rmw::Swap, 1, Width::WORD);
        self.token.perform(op, Order::ACQ_REL, Order::RELAXED);
    }

    /// Waits for a notification.
    #[track_caller]
    pub fn wait(&self) {
        self.waiting.access(true, "a Notify, on which one thread may wait");
        if raw::is_spurious()
            && !self.has_woken_for_nothing.load(Ordering::Relaxed)
            && raw::choose(2) == 1
        {
            self.has_woken_for_nothing.store(true, Ordering::Relaxed);
            return;
        }
        let op = Op::AwaitCas { expected: 1, new: 0 };
        self.token.perform(op, Order::ACQ_REL, Order::RELAXED);
        self.waiting.access(true, "a Notify, on which one thread may wait");
    }
}

impl Default for Notify {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").finish_non_exhaustive()
    }
}
