//! Applies an alternative: the only place where a graph can turn out to be inconsistent, so the only
//! one that checks.

use super::{Alternative, Branch, Kind, Search};
use crate::graph::{Effect, EventId, Flags, Graph, Request, ThreadIndex};
use crate::weakened::{Rule, lacks};

/// What came of an alternative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Applied {
    /// The graph is consistent: the program is to be run on from it.
    Consistent,
    /// It is not.
    Inconsistent,
    /// It is, and would only make a loop go round again, as an earlier run has shown.
    Round,
}

impl Applied {
    fn if_consistent(consistent: bool) -> Self {
        if consistent { Self::Consistent } else { Self::Inconsistent }
    }
}

impl Search {
    /// Makes the graph what the alternative leads to.
    pub(super) fn apply(&mut self, alternative: &Alternative) -> Applied {
        let &Alternative { at, thread, request, kind, .. } = alternative;
        match kind {
            Kind::Forward { rf, choice } => {
                self.graph.truncate(at);
                self.apply_forward(thread, request, rf, choice)
            }
            Kind::Placement { predecessor } => {
                self.graph.truncate(at);
                let id = self.place(thread, request, predecessor, None);
                // Revisits were queued when the store was first added; they do not depend on its
                // place in modification order.
                Applied::if_consistent(self.graph.is_consistent_with(id))
            }
            Kind::Revisit { read, rf, choice } => {
                self.graph.truncate(at);
                self.apply_revisit(thread, request, (rf, choice), read)
            }
            Kind::PlacedRevisit { predecessor, thread: reader, request: reading } => {
                self.graph.truncate(at);
                let id = self.place(thread, request, predecessor, Some(Flags::FIXED));
                self.finish_revisit(id, reader, reading, false)
            }
        }
    }

    fn apply_forward(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        rf: EventId,
        choice: u32,
    ) -> Applied {
        let is_round = request.op.reads()
            && self.must_wait(thread, &request, self.graph.value(rf, request.location));
        let event = self.graph.prepare(thread, request, rf, choice);
        let id = self.graph.push(event);
        if event.is_write() {
            self.graph.link(id, rf);
        }
        if !self.graph.is_consistent_with(id) {
            return Applied::Inconsistent;
        }
        if is_round {
            return Applied::Round;
        }
        self.after_adding(id, choice == 0);
        Applied::Consistent
    }

    /// Adds a store right after `predecessor`.
    fn place(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        predecessor: EventId,
        flag: Option<Flags>,
    ) -> EventId {
        let mut event = self.graph.prepare(thread, request, EventId::NONE, 0);
        if let Some(flag) = flag {
            event.flags.add(flag);
        }
        let id = self.graph.push(event);
        self.graph.link(id, predecessor);
        id
    }

    fn apply_revisit(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        (rf, choice): (EventId, u32),
        read: EventId,
    ) -> Applied {
        let (reader, reading, used_up) = {
            let event = self.graph.event(read);
            (event.thread, event.request, event.is_write())
        };
        let rf = self.keep_prefix(thread, request, (rf, choice), read);
        let mut write = self.graph.prepare(thread, request, rf, choice);
        write.flags.add(Flags::FIXED);
        let predecessor = if write.is_rmw() {
            rf
        } else {
            self.queue_placed_revisits(thread, request, (reader, reading))
        };
        let id = self.graph.push(write);
        self.graph.link(id, predecessor);
        self.finish_revisit(id, reader, reading, used_up)
    }

    /// Makes the graph what a revisit keeps; the old one waits with its alternatives. What the
    /// write's source is called in the new one.
    fn keep_prefix(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        (rf, choice): (EventId, u32),
        read: EventId,
    ) -> EventId {
        let write = self.graph.prepare(thread, request, rf, choice);
        let mut prefix = std::mem::take(&mut self.prefix);
        prefix.clear();
        prefix.extend_from_slice(self.graph.prepared_prefix());
        prefix[thread as usize] = write.index;
        let mut kept = self.spare.pop().unwrap_or_else(|| Graph::new(self.graph.memory()));
        let end = self.graph.len();
        self.graph.restrict(read, end, &prefix, &mut self.renumbering, &mut kept);
        self.prefix = prefix;
        let old = std::mem::replace(&mut self.graph, kept);
        if self.todo.is_empty() {
            self.spare.push(old);
        } else {
            let todo = std::mem::take(&mut self.todo);
            self.saved.push(Branch { graph: old, todo });
        }
        if rf.is_event() { self.renumbering[rf.at()] } else { rf }
    }

    /// Queues the earlier coherent places of a store that revisits; the last one is returned.
    fn queue_placed_revisits(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        (reader, reading): (ThreadIndex, Request),
    ) -> EventId {
        let mut writes = std::mem::take(&mut self.writes);
        self.graph.coherent_writes(thread, request.location, &mut writes);
        let newest = writes.pop();
        for &predecessor in &writes {
            if self.graph.rmw_reader(predecessor, request.location).is_none() {
                let kind = Kind::PlacedRevisit { predecessor, thread: reader, request: reading };
                self.queue(thread, request, kind);
            }
        }
        writes.clear();
        self.writes = writes;
        newest.unwrap_or(EventId::INIT)
    }

    /// The write is in place; the revisited operation, which had `used_up` its source if it wrote,
    /// takes it, unless that makes it wait.
    fn finish_revisit(
        &mut self,
        write: EventId,
        thread: ThreadIndex,
        request: Request,
        used_up: bool,
    ) -> Applied {
        if !self.graph.is_consistent_with(write) {
            return Applied::Inconsistent;
        }
        let value = self.graph.event(write).written;
        let waits = self.must_wait(thread, &request, value);
        if waits && (used_up || lacks(Rule::ReadingWaits)) && self.graph.is_chain(request.location)
        {
            // Whatever the operation can take later depends on this write: it is simply performed
            // again when it can pass. If it only read, it could take its old source again, which
            // nobody has used up.
            return Applied::Consistent;
        }
        // It would wait on a write that is not the newest: nothing useful can follow.
        let is_moot = waits && self.graph.event(write).mo_next.is_event();
        if is_moot && request.op.effect(value) == Effect::Wait {
            return Applied::Inconsistent;
        }
        if !self.graph.may_read(thread, request.location, write) {
            return Applied::Inconsistent;
        }
        let mut event = self.graph.prepare(thread, request, write, 0);
        event.flags.add(Flags::REVISITED);
        if used_up {
            event.flags.add(Flags::HAD_WRITTEN);
        }
        if waits {
            event.flags.add(Flags::WAITING);
        }
        let id = self.graph.push(event);
        if event.is_write() {
            self.graph.link(id, write);
        }
        if !self.graph.is_consistent_with(id) {
            return Applied::Inconsistent;
        }
        if is_moot {
            return Applied::Round;
        }
        self.after_adding(id, true);
        Applied::Consistent
    }
}
