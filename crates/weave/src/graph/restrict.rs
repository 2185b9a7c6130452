//! The part of a graph that a backward revisit keeps.

use super::{EventId, Graph, LocationIndex, line_index};

impl Graph {
    /// Makes `into` the subgraph of the events before `first` and, of those from there to `end`, the
    /// ones in the porf-prefix `prefix`; renumbered, in the same order. `renumbering` becomes the
    /// map from old to new.
    ///
    /// The result is closed under porf: what precedes an event of the prefix is in the prefix, and
    /// what precedes an event before `first` is before `first` (I1).
    pub(crate) fn restrict(
        &self,
        first: EventId,
        end: usize,
        prefix: &[u32],
        renumbering: &mut Vec<EventId>,
        into: &mut Self,
    ) {
        self.copy_tables(into);
        renumbering.clear();
        for at in 0..end {
            let mut event = self.events[at];
            let kept = at < first.at() || event.index < prefix[event.thread as usize];
            if !kept {
                renumbering.push(EventId::NONE);
                continue;
            }
            if event.rf.is_event() {
                event.rf = renumbering[event.rf.at()];
                debug_assert!(event.rf.is_event(), "a source was deleted before its reader (I1)");
            }
            into.clocks.append(&self.clocks, at);
            renumbering.push(into.push(event));
        }
        for location in 0..self.locations.len() {
            self.restrict_order(line_index(location), end, renumbering, into);
        }
    }

    /// The tables of threads and locations, without events.
    fn copy_tables(&self, into: &mut Self) {
        into.memory = self.memory;
        into.events.clear();
        into.clocks.reset(self.clocks.width());
        into.census = super::Census::default();
        into.threads.truncate(self.threads.len());
        for (to, from) in into.threads.iter_mut().zip(&self.threads) {
            to.events.clear();
            (to.name, to.spawn) = (from.name, EventId::NONE);
        }
        for from in &self.threads[into.threads.len()..] {
            let line = super::ThreadLine {
                name: from.name,
                events: Vec::with_capacity(from.events.len()),
                spawn: EventId::NONE,
            };
            into.threads.push(line);
        }
        into.locations.clear();
        into.locations.extend(self.locations.iter().map(|from| super::LocationLine {
            first: EventId::NONE,
            last: EventId::INIT,
            newest_access: EventId::NONE,
            ..*from
        }));
    }

    /// The modification order of `location` among the events that were kept.
    fn restrict_order(
        &self,
        location: LocationIndex,
        end: usize,
        renumbering: &[EventId],
        into: &mut Self,
    ) {
        let mut previous = EventId::INIT;
        for old in self.writes(location) {
            if old.at() >= end || !renumbering[old.at()].is_event() {
                continue;
            }
            let id = renumbering[old.at()];
            let event = &mut into.events[id.at()];
            (event.mo_previous, event.mo_next) = (previous, EventId::NONE);
            let line = &mut into.locations[location as usize];
            line.last = id;
            if previous == EventId::INIT {
                line.first = id;
            } else {
                into.events[previous.at()].mo_next = id;
            }
            previous = id;
        }
    }
}
