//! Backward revisits: a write offers itself to reads that were added before it.
//!
//! The graph that results keeps the events before the read and the write's porf-prefix. It could be
//! reached from every graph that differs from this one only in what is deleted; it is reached from
//! the one in which all of that had been added in the canonical way, as seen from what stays.

use super::{Alternative, Kind, Search};
use crate::graph::{Event, EventId, Flags, Graph, Row};
use crate::weakened::{Rule, lacks};

impl Search {
    /// Queues the revisits by write `id`, the newest event.
    pub(super) fn queue_revisits_by(&mut self, id: EventId) {
        let event = *self.graph.event(id);
        let mut prefix = std::mem::take(&mut self.prefix);
        prefix.clear();
        prefix.extend_from_slice(self.graph.clock(id.at(), Row::Porf));
        self.queue_revisits_within(&event, id.at(), &mut prefix, None);
        self.prefix = prefix;
    }

    /// Queues the revisits by the write prepared last, which takes its source away from `user`: only
    /// reads up to that one go.
    pub(super) fn queue_revisits(&mut self, event: &Event, user: Option<EventId>) {
        let mut prefix = std::mem::take(&mut self.prefix);
        prefix.clear();
        prefix.extend_from_slice(self.graph.prepared_prefix());
        self.queue_revisits_within(event, self.graph.len(), &mut prefix, user);
        self.prefix = prefix;
    }

    fn queue_revisits_within(
        &mut self,
        write: &Event,
        at: usize,
        prefix: &mut [u32],
        user: Option<EventId>,
    ) {
        if lacks(Rule::Revisits) {
            return;
        }
        // Without the write itself.
        prefix[write.thread as usize] = write.index;
        let Some(oldest) = self.oldest_candidate(write, at, prefix) else { return };
        for position in (oldest.at()..at).rev() {
            let id = EventId::new(position);
            let event = self.graph.event(id);
            if event.index < prefix[event.thread as usize] {
                continue;
            }
            if !is_canonical(&self.graph, id, at, prefix) {
                // Whatever is older would delete this one too.
                break;
            }
            let same_location = event.is_read() && event.request.location == write.request.location;
            if !same_location || user.is_some_and(|user| id > user) {
                continue;
            }
            if event.flags.has(Flags::REVISITED)
                && !lacks(Rule::Revisited)
                && !is_kept(&self.graph, event.rf, prefix)
            {
                continue;
            }
            let kind = Kind::Revisit { read: id, rf: write.rf, choice: write.choice };
            self.todo.push(Alternative {
                at,
                thread: write.thread,
                request: write.request,
                kind,
                weight: None,
            });
        }
    }
}

impl Search {
    /// The oldest read of the write's location outside of its prefix: nothing before that matters.
    fn oldest_candidate(&self, write: &Event, at: usize, prefix: &[u32]) -> Option<EventId> {
        let outside = |&id: &EventId| {
            let event = self.graph.event(id);
            id.at() < at && event.is_read() && event.index >= prefix[event.thread as usize]
        };
        self.graph.accesses(write.request.location).filter(outside).last()
    }
}

/// Whether the source of a revisited read, a write that an earlier revisit placed, is in the prefix
/// (I4).
fn is_kept(graph: &Graph, source: EventId, prefix: &[u32]) -> bool {
    let event = graph.event(source);
    event.index < prefix[event.thread as usize]
}

/// Whether event `id`, about to be deleted by a write at `at` with this porf-prefix, had been added in
/// the canonical way as seen from the events before it and those of the prefix: it is no part of an
/// earlier revisit, it is the first of its outcomes, and what it reads (or its own write) is newest
/// among them.
fn is_canonical(graph: &Graph, id: EventId, at: usize, prefix: &[u32]) -> bool {
    let event = graph.event(id);
    if event.flags.has(Flags::FIXED) && !lacks(Rule::Fixed) || event.choice != 0 {
        return false;
    }
    if !event.is_access() || lacks(Rule::CanonicalDeletion) {
        return true;
    }
    let own = if event.is_read() { event.rf } else { id };
    let mut write = graph.mo_next(own, event.request.location);
    while write.is_event() {
        let newer = graph.event(write);
        let seen = write < id || newer.index < prefix[newer.thread as usize];
        if write != id && write.at() < at && seen {
            return false;
        }
        write = newer.mo_next;
    }
    true
}
