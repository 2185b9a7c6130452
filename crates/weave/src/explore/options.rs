//! A new event: added in the canonical way, with every other way queued.

use super::{Answer, Kind, Search};
use crate::graph::{Effect, Event, EventId, Flags, Op, Request, ThreadIndex};
use crate::weakened::{Rule, lacks};

impl Search {
    /// Adds an access or another event without a source. `None` if it must wait.
    pub(crate) fn add(&mut self, thread: ThreadIndex, request: Request) -> Option<Answer> {
        match request.op {
            Op::Store(_) => Some(self.add_store(thread, request)),
            op if op.reads() => self.add_read(thread, request),
            _ => Some(self.add_after(thread, request, EventId::NONE)),
        }
    }

    /// Adds an event that is no access and comes after `source`.
    pub(crate) fn add_after(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        source: EventId,
    ) -> Answer {
        let event = self.graph.prepare(thread, request, source, 0);
        let id = self.graph.push(event);
        self.after_adding(id, true);
        Answer { value: event.read, wrote: false }
    }

    /// Reads the newest write, unless that makes it wait; older ones are alternatives.
    fn add_read(&mut self, thread: ThreadIndex, request: Request) -> Option<Answer> {
        if !self.is_ready(thread, &request) {
            return None;
        }
        self.queue_other_sources(thread, request, true);
        let source = self.graph.mo_last(request.location);
        let event = self.graph.prepare(thread, request, source, 0);
        let id = self.graph.push(event);
        if event.is_write() {
            self.graph.link(id, source);
        }
        self.after_adding(id, true);
        Some(Answer { value: event.read, wrote: event.is_write() })
    }

    /// The operation is stuck. Queues the sources that would have let it pass, the newest included
    /// (a thread that reads it before it is overwritten: the deadlock of others may depend on it).
    pub(crate) fn queue_steals(&mut self, thread: ThreadIndex, request: Request) {
        if !lacks(Rule::Steals) {
            self.queue_other_sources(thread, request, false);
        }
    }

    /// Nothing can move, and each of these could if its time ran out: the first one's does, and that of
    /// each other one is an alternative.
    pub(crate) fn add_last_resort(&mut self, timed: &[(ThreadIndex, Request)]) {
        let choice = Event::LAST_RESORT;
        let Some((&(thread, request), others)) = timed.split_first() else { return };
        for &(thread, request) in others {
            self.queue(thread, request, Kind::Forward { rf: EventId::NONE, choice });
        }
        let event = self.graph.prepare(thread, request, EventId::NONE, choice);
        self.graph.push(event);
    }

    /// The stuck operation becomes an event that waits on the newest write: later writes may revisit
    /// it as they may any read.
    pub(crate) fn add_waiting(&mut self, thread: ThreadIndex, request: Request) -> EventId {
        let source = self.graph.mo_last(request.location);
        let mut event = self.graph.prepare(thread, request, source, 0);
        event.flags.add(Flags::WAITING);
        self.graph.push(event)
    }

    /// Queues every coherent source that lets the operation pass, without the newest one if that is
    /// taken. A source that a read-modify-write has used can only be taken away from that one. Older
    /// sources of which it is only remembered that they make a loop go round are queued all the same,
    /// and dropped later: counts do not depend on who remembers what.
    fn queue_other_sources(&mut self, thread: ThreadIndex, request: Request, newest_taken: bool) {
        let location = request.location;
        let mut writes = std::mem::take(&mut self.writes);
        self.graph.coherent_writes(thread, location, &mut writes);
        let newest = self.graph.mo_last(location);
        for &source in &writes {
            let value = self.graph.value(source, location);
            if source == newest && (newest_taken || self.must_wait(thread, &request, value)) {
                continue;
            }
            if request.op.effect(value) == Effect::Wait {
                continue;
            }
            let would_write = matches!(request.op.effect(value), Effect::Write(_));
            let user = would_write.then(|| self.graph.rmw_reader(source, location)).flatten();
            match user {
                None => {
                    self.queue(thread, request, Kind::Forward { rf: source, choice: 0 });
                }
                Some(user) => self.queue_theft(thread, request, source, user),
            }
        }
        writes.clear();
        self.writes = writes;
    }

    /// The operation takes `source` away from `user`, which is thereby revisited (or goes).
    fn queue_theft(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        source: EventId,
        user: EventId,
    ) {
        if self.graph.event(user).flags.has(Flags::FIXED) && !lacks(Rule::Fixed) {
            return;
        }
        let first = self.graph.prepare(thread, request, source, 0);
        let user_event = self.graph.event(user);
        if user_event.index < self.graph.prepared_prefix()[user_event.thread as usize] {
            return;
        }
        for choice in 0..first.choices {
            let event = if choice == 0 {
                first
            } else {
                self.graph.prepare(thread, request, source, choice)
            };
            self.queue_revisits(&event, Some(user));
        }
    }

    /// Goes last in modification order; earlier coherent places are alternatives.
    fn add_store(&mut self, thread: ThreadIndex, request: Request) -> Answer {
        let mut writes = std::mem::take(&mut self.writes);
        self.graph.coherent_writes(thread, request.location, &mut writes);
        let newest = writes.pop();
        for &predecessor in &writes {
            // Nothing comes between a read-modify-write and its source.
            if self.graph.rmw_reader(predecessor, request.location).is_none()
                && !lacks(Rule::Placements)
            {
                self.queue(thread, request, Kind::Placement { predecessor });
            }
        }
        writes.clear();
        self.writes = writes;
        let event = self.graph.prepare(thread, request, EventId::NONE, 0);
        let id = self.graph.push(event);
        self.graph.link(id, newest.unwrap_or(EventId::INIT));
        self.after_adding(id, true);
        Answer { value: 0, wrote: true }
    }

    /// Queues what an event that has just been added makes possible: the other outcomes left open
    /// (`with_choices`), and revisits.
    pub(super) fn after_adding(&mut self, id: EventId, with_choices: bool) {
        let event = *self.graph.event(id);
        if with_choices {
            for choice in 1..event.choices {
                let kind = Kind::Forward { rf: event.rf, choice };
                self.todo.push(super::Alternative {
                    at: id.at(),
                    thread: event.thread,
                    request: event.request,
                    kind,
                    weight: None,
                });
            }
        }
        if event.is_write() {
            self.queue_revisits_by(id);
        }
    }
}
