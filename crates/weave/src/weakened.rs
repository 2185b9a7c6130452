//! Switches that take one rule of the engine away, so that a test can show that it would notice.
//!
//! Not part of the interface. Only builds with debug assertions have them: without, nothing is asked
//! and nothing can be switched.

use std::cell::Cell;

/// A rule that can be taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// SC: `po ∪ rf ∪ mo ∪ fr` is acyclic.
    TotalOrder,
    /// RC11: `psc` is acyclic.
    ScAxiom,
    /// The part of `psc` that goes through fences.
    FenceEdges,
    /// The `≠loc` in `po≠loc ; hb ; po≠loc`.
    Elsewhere,
    /// A thread reads nothing older than what happens before it.
    CoherenceFloor,
    /// A read-modify-write stands right behind its source.
    Atomicity,
    /// Release sequences go on through read-modify-writes.
    ReleaseSequence,
    /// What a fence before a write publishes.
    ReleaseFence,
    /// What a fence behind a read receives.
    AcquireFence,
    /// What happens-before does not put in its place in a chain, such as a try for a lock that failed,
    /// is no part of the chain's order.
    WeakChains,
    /// Only what was added in the canonical way is deleted.
    CanonicalDeletion,
    /// What took another of the outcomes left open is not deleted.
    FirstChoice,
    /// A write that revisited is never deleted.
    Fixed,
    /// A revisited read may be revisited only with its source kept.
    Revisited,
    /// A wait on a chain that would pass by reading is an event.
    ReadingWaits,
    /// Who locks a queue learns what its users knew.
    QueueKnowledge,
    /// Operations that are stuck may have taken an older source.
    Steals,
    /// A write offers itself to earlier reads.
    Revisits,
    /// A store may go before others in modification order.
    Placements,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::TotalOrder,
        Self::ScAxiom,
        Self::FenceEdges,
        Self::Elsewhere,
        Self::CoherenceFloor,
        Self::Atomicity,
        Self::ReleaseSequence,
        Self::ReleaseFence,
        Self::AcquireFence,
        Self::WeakChains,
        Self::CanonicalDeletion,
        Self::FirstChoice,
        Self::Fixed,
        Self::Revisited,
        Self::ReadingWaits,
        Self::QueueKnowledge,
        Self::Steals,
        Self::Revisits,
        Self::Placements,
    ];
}

thread_local! {
    static WEAKENED: Cell<Option<Rule>> = const { Cell::new(None) };
}

/// Runs `f` with one rule taken away from explorations on this thread of the machine, as long as
/// they have one worker. In builds without debug assertions nothing is taken away.
pub fn weaken<R>(rule: Option<Rule>, f: impl FnOnce() -> R) -> R {
    let before = WEAKENED.replace(rule);
    let result = f();
    WEAKENED.set(before);
    result
}

/// Whether `rule` is taken away.
#[inline]
pub(crate) fn lacks(rule: Rule) -> bool {
    cfg!(debug_assertions) && WEAKENED.get() == Some(rule)
}

/// Whether any is.
#[inline]
pub(crate) fn lacks_any() -> bool {
    cfg!(debug_assertions) && WEAKENED.get().is_some()
}
