//! A barrier.
//!
//! A counter of arrivals. Who arrives waits until the counter has reached the end of its generation:
//! it comes after exactly that arrival, whatever later generations do. Arrivals are ordered among
//! each other, since the last one is the leader: n threads have n! executions a generation.

use std::fmt;

use crate::raw::{Op, Order, Place, Rmw, Shape, Width};

/// Mirror of [`std::sync::Barrier`].
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::Barrier;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let barrier = Arc::new(Barrier::new(2));
///     let other = Arc::clone(&barrier);
///     let thread = weave::raw::spawn(Box::new(move || {
///         other.wait();
///     }));
///     barrier.wait();
///     weave::raw::join(thread);
/// });
/// // Either of the two is the leader.
/// assert_eq!(found.complete, 2);
/// ```
pub struct Barrier {
    arrivals: Place,
    size: u64,
}

/// Mirror of [`std::sync::BarrierWaitResult`].
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread was the last one to arrive, which is the one of its generation that is
    /// told so.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// Makes a barrier for `size` threads. One for none or one lets everybody through.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(size: usize) -> Self {
        Self { arrivals: Place::labelled(0, Shape::Chain, "barrier"), size: size.max(1) as u64 }
    }

    /// Waits until all threads of this generation have arrived. What each did before happens before
    /// what any of them does after.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let op = Op::Rmw(Rmw::Add, 1, Width::WORD);
        let before = self.arrivals.perform(op, Order::ACQ_REL, Order::RELAXED).value;
        let end = (before / self.size + 1) * self.size;
        let is_leader = before + 1 == end;
        if !is_leader {
            // The last arrival acquired what the others released.
            self.arrivals.perform(Op::Reached(end, false), Order::ACQUIRE, Order::RELAXED);
        }
        BarrierWaitResult(is_leader)
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult").field("is_leader", &self.is_leader()).finish()
    }
}
