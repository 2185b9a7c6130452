//! Modification order: per location a doubly linked list through the arena, with labels that grow
//! along it so that two writes compare in one step.

use super::{Event, EventId, Graph, LocationIndex};
use crate::weakened::{Rule, lacks};

impl Graph {
    /// Puts write `id` right after `predecessor`.
    pub(crate) fn link(&mut self, id: EventId, predecessor: EventId) {
        let location = self.event(id).request.location as usize;
        let next = if predecessor == EventId::INIT {
            std::mem::replace(&mut self.locations[location].first, id)
        } else {
            std::mem::replace(&mut self.events[predecessor.at()].mo_next, id)
        };
        if next.is_event() {
            self.events[next.at()].mo_previous = id;
        } else {
            self.locations[location].last = id;
        }
        let label = self.label(predecessor) + 1;
        let event = &mut self.events[id.at()];
        (event.mo_previous, event.mo_next, event.mo_label) = (predecessor, next, label);
        self.relabel(next, label);
    }

    /// Pushes labels forward until they grow again.
    fn relabel(&mut self, mut write: EventId, mut label: u32) {
        while write.is_event() && self.event(write).mo_label <= label {
            label += 1;
            let event = &mut self.events[write.at()];
            event.mo_label = label;
            write = event.mo_next;
        }
    }

    /// Takes a write, already out of the arena, out of its list.
    pub(super) fn unlink(&mut self, event: &Event) {
        let location = event.request.location as usize;
        if event.mo_previous == EventId::INIT {
            self.locations[location].first = event.mo_next;
        } else {
            self.events[event.mo_previous.at()].mo_next = event.mo_next;
        }
        if event.mo_next.is_event() {
            self.events[event.mo_next.at()].mo_previous = event.mo_previous;
        } else {
            self.locations[location].last = event.mo_previous;
        }
    }

    /// A number that grows along modification order.
    #[inline]
    pub(crate) fn label(&self, write: EventId) -> u32 {
        if write == EventId::INIT { 0 } else { self.event(write).mo_label }
    }

    /// The write right after `write`.
    #[inline]
    pub(crate) fn mo_next(&self, write: EventId, location: LocationIndex) -> EventId {
        if write == EventId::INIT {
            self.locations[location as usize].first
        } else {
            self.event(write).mo_next
        }
    }

    /// The newest write of a location.
    #[inline]
    pub(crate) fn mo_last(&self, location: LocationIndex) -> EventId {
        self.locations[location as usize].last
    }

    /// The first write of a location, in modification order, with at least this value; `INIT` if it
    /// had it from the start.
    pub(crate) fn first_at_least(&self, location: LocationIndex, least: u64) -> Option<EventId> {
        if self.value(EventId::INIT, location) >= least {
            return Some(EventId::INIT);
        }
        self.writes(location).find(|&write| self.event(write).written >= least)
    }

    /// The read-modify-write that takes its value from `write`, if there is one. Atomicity: there is
    /// at most one, and it stands right behind.
    #[inline]
    pub(crate) fn rmw_reader(&self, write: EventId, location: LocationIndex) -> Option<EventId> {
        if lacks(Rule::Atomicity) {
            return None;
        }
        let next = self.mo_next(write, location);
        (next.is_event() && self.event(next).is_rmw() && self.event(next).rf == write)
            .then_some(next)
    }

    /// The accesses of a location, newest first.
    #[inline]
    pub(crate) fn accesses(&self, location: LocationIndex) -> impl Iterator<Item = EventId> + '_ {
        let newest = self.locations[location as usize].newest_access;
        std::iter::successors(newest.some(), |&access| self.event(access).previous_access.some())
    }
}
