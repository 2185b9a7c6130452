//! What each kind of fault is, and what one does about it.

use trace::FaultKind;

/// What is known of a kind of fault, whichever program has it.
pub(super) struct Rule {
    pub(super) kind: FaultKind,
    /// As a heading.
    pub(super) title: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// What to do about it.
    pub(super) help: &'static str,
}

/// One for each kind of fault, in their order.
pub(super) fn rules() -> impl Iterator<Item = Rule> {
    FaultKind::ALL.into_iter().map(|kind| {
        let (title, what, help) = words(kind);
        Rule { kind, title, what, help }
    })
}

#[allow(unreachable_patterns, reason = "a new kind is shown by its name until it has words")]
fn words(kind: FaultKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        FaultKind::Deadlock => (
            "Deadlock",
            "Threads wait for one another in a circle: each holds what the next one wants.",
            "Let all threads take the locks in one order, or take only one at a time. The steps of the \
             circle show which two places disagree.",
        ),
        FaultKind::SelfDeadlock => (
            "Self-deadlock",
            "A thread waits for what it holds itself.",
            "Give it back first, pass the guard on instead of taking the lock again, or use a lock that \
             its owner may take again.",
        ),
        FaultKind::LostWakeup => (
            "Lost wake-up",
            "A thread sleeps, and the notification that was meant for it has already gone elsewhere or \
             to nobody.",
            "Check the condition under the lock before each wait, in a loop; change it under the same \
             lock; and notify all if different threads wait for different things.",
        ),
        FaultKind::NeverReleased => (
            "Never released",
            "A thread waits for what another one has and will not give back.",
            "Release on every path, also on early returns and panics: a guard does that by itself.",
        ),
        FaultKind::NeverWoken => (
            "Never woken",
            "A thread sleeps, and nobody is left to wake it.",
            "Make sure that somebody sets, notifies or completes what it waits for on every path, or give \
             the wait a deadline.",
        ),
        FaultKind::Assertion => (
            "Assertion failed",
            "In some interleaving an assertion of the program does not hold.",
            "Look for a value that was read, and changed by another thread before it was used. What \
             belongs together must happen under one lock, or in one atomic step.",
        ),
        FaultKind::Panic => (
            "Panic",
            "In some interleaving a thread panics.",
            "Look at what the thread relied on, and which thread changed it in between. What was looked at \
             may be different by the time it is used, unless a lock is held all along.",
        ),
        FaultKind::DataRace => (
            "Data race",
            "Two threads access plain memory, one of them writes, and nothing orders the two.",
            "Guard all accesses with one lock, or order them by a release and an acquire, a join or a \
             message. An order that merely tends to happen is none.",
        ),
        FaultKind::Livelock => (
            "Livelock",
            "Threads keep busy for ever and get nowhere.",
            "Let one of them win: wait instead of trying again, or break the symmetry by an order.",
        ),
        FaultKind::Leak => (
            "Leak",
            "The run is over, and something that it made is still there.",
            "Look for a cycle of owners, or for a thread that was not joined and keeps its share.",
        ),
        other => (other.name(), other.name(), "Step through the run to see how it comes about."),
    }
}
