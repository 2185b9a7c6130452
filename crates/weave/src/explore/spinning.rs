//! Reads that only make a loop go round again.

use std::collections::HashSet;

use crate::graph::{EventId, Flags, Graph, Op, Request, ThreadIndex};

use super::Search;
use crate::weakened::{Rule, lacks};

/// For a thread with this knowledge, about to read this location: the values that send it round its
/// loop once more. Only a cache: what is not in it is found out again by running the loop.
#[derive(Debug, Default)]
pub(super) struct Overtaken {
    rounds: HashSet<(u128, u64)>,
}

/// Entries before the cache starts anew.
const LIMIT: usize = 1 << 16;

impl Overtaken {
    pub(super) fn contains(
        &self,
        graph: &Graph,
        thread: ThreadIndex,
        request: &Request,
        value: u64,
    ) -> bool {
        !self.rounds.is_empty()
            && (request.op == Op::Load || request.op.may_fail())
            && self.rounds.contains(&(graph.knowledge(thread, request.location), value))
    }
}

/// What becomes of a thread whose loop does not end by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Endless {
    /// Its read is taken out again and waits for another value.
    Pending,
    /// Its read stays, as one that waits.
    Waiting,
    /// This run leads nowhere: the value was not the newest, and those are explored on their own.
    Moot,
}

impl Search {
    /// The loop whose body is the single read `id`, its thread's newest event, does not end while it
    /// finds this value. From now on the read is an await of another value.
    pub(crate) fn turn_into_await(&mut self, id: EventId) -> Endless {
        let event = *self.graph.event(id);
        let known = self.graph.knowledge_before(event.thread, event.index, event.request.location);
        if self.overtaken.rounds.len() >= LIMIT {
            self.overtaken.rounds.clear();
        }
        self.overtaken.rounds.insert((known, event.read));
        if self.graph.mo_next(event.rf, event.request.location).is_event() {
            return Endless::Moot;
        }
        // On a chain, whatever it can take later depends on this write: it is performed again then, as
        // if it had been known when it was revisited that it would wait. Not if it only read: it could
        // take an older source again, as nobody used it up.
        let had_written = event.flags.has(Flags::HAD_WRITTEN) || lacks(Rule::ReadingWaits);
        let in_place = had_written && self.graph.is_chain(event.request.location);
        if event.flags.has(Flags::REVISITED) && !in_place {
            self.graph.mark(id, Flags::WAITING);
            return Endless::Waiting;
        }
        self.graph.truncate(id.at());
        // They are queued again when the read is added again.
        self.todo.retain(|alternative| alternative.at != id.at());
        Endless::Pending
    }
}
