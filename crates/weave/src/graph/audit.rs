//! Checks the invariants of a graph by their definitions. Slow, and shares nothing with the checks
//! that the search uses but the arena itself.

use super::{Event, EventId, Flags, Graph, Op, line_index};
use crate::memory::Memory;

/// A binary relation on at most 64 events: row `i` has a bit for each event after `i`.
#[derive(Clone)]
struct Relation(Vec<u64>);

impl Relation {
    fn empty(events: usize) -> Self {
        Self(vec![0; events])
    }

    fn add(&mut self, from: EventId, to: EventId) {
        self.0[from.at()] |= 1 << to.at();
    }

    fn has(&self, from: usize, to: usize) -> bool {
        self.0[from] >> to & 1 == 1
    }

    fn union(mut self, other: &Self) -> Self {
        for (row, other) in self.0.iter_mut().zip(&other.0) {
            *row |= other;
        }
        self
    }

    fn then(&self, next: &Self) -> Self {
        let through = |row: &u64| {
            (0..next.0.len()).filter(|i| row >> i & 1 == 1).fold(0, |to, i| to | next.0[i])
        };
        Self(self.0.iter().map(through).collect())
    }

    /// Transitive closure (Warshall).
    fn closure(mut self) -> Self {
        for via in 0..self.0.len() {
            for from in 0..self.0.len() {
                if self.has(from, via) {
                    self.0[from] |= self.0[via];
                }
            }
        }
        self
    }

    fn is_irreflexive(&self) -> bool {
        (0..self.0.len()).all(|i| !self.has(i, i))
    }
}

impl Graph {
    /// Checks I1 and I2. Graphs of more than 64 events are let through: the definitions cost the cube.
    ///
    /// # Panics
    ///
    /// If one is broken: that is a defect of the engine.
    pub(crate) fn audit(&self) {
        if self.len() > 64 {
            return;
        }
        self.audit_arena();
        self.audit_modification_orders();
        let order = self.program_order();
        let (rf, mo, fr) = self.communications();
        let eco = rf.clone().union(&mo).union(&fr).closure();
        match self.memory {
            Memory::Sc => {
                let all = order.union(&rf).union(&mo).union(&fr).closure();
                assert!(all.is_irreflexive(), "no total order explains the graph (I2)");
            }
            Memory::Rc11 => {
                let hb = order.union(&self.synchronises()).closure();
                assert!(hb.is_irreflexive(), "happens-before has a cycle (I2)");
                assert!(hb.then(&eco).is_irreflexive(), "the graph is not coherent (I2)");
            }
        }
    }

    /// Sources come before what reads them.
    fn audit_arena(&self) {
        for (id, event) in self.events() {
            assert!(!event.rf.is_event() || event.rf < id, "a source after its reader (I1)");
            let spawn = self.spawn_of(event.thread);
            assert!(!spawn.is_event() || spawn < id, "a thread before its spawn (I1)");
        }
    }

    /// Lists are lists, labels grow, read-modify-writes stand right behind their sources.
    fn audit_modification_orders(&self) {
        for location in 0..self.locations.len() {
            let location = line_index(location);
            let mut previous = EventId::INIT;
            for write in self.writes(location) {
                let event = self.event(write);
                assert_eq!(event.mo_previous, previous, "a broken list of writes");
                assert!(event.mo_label > self.label(previous), "labels do not grow");
                assert!(!event.is_rmw() || event.rf == previous, "not atomic (I2)");
                previous = write;
            }
            assert_eq!(self.mo_last(location), previous, "a list of writes that ends elsewhere");
        }
    }

    /// Program order with what starts, ends and wakes threads, transitively closed.
    fn program_order(&self) -> Relation {
        let mut order = Relation::empty(self.len());
        for (id, event) in self.events() {
            let before = match event.index {
                0 => self.spawn_of(event.thread),
                index => self.of_thread(event.thread)[index as usize - 1],
            };
            let joined = match event.request.op {
                Op::Join(child) => {
                    let last = self.of_thread(child).last().copied();
                    last.unwrap_or_else(|| self.spawn_of(child))
                }
                Op::Woken(_) | Op::Reached(..)
                    if self.memory == Memory::Sc || event.request.order.acquires() =>
                {
                    event.rf
                }
                _ => EventId::NONE,
            };
            for earlier in [before, joined].into_iter().filter(|id| id.is_event()) {
                order.add(earlier, id);
            }
        }
        order.closure()
    }

    /// Reads-from, modification order, from-read.
    fn communications(&self) -> (Relation, Relation, Relation) {
        let empty = || Relation::empty(self.len());
        let (mut rf, mut mo, mut fr) = (empty(), empty(), empty());
        let reads = || self.events().filter(|(_, event)| event.is_read());
        for (id, event) in reads().filter(|(_, event)| event.rf.is_event()) {
            rf.add(event.rf, id);
        }
        for location in 0..self.locations.len() {
            let location = line_index(location);
            let writes: Vec<EventId> = self.writes(location).collect();
            for (position, &write) in writes.iter().enumerate() {
                writes[..position].iter().for_each(|&earlier| mo.add(earlier, write));
            }
            for (id, event) in reads().filter(|(_, e)| e.request.location == location) {
                let from = writes.iter().position(|&write| write == event.rf);
                let later = writes[from.map_or(0, |at| at + 1)..].iter();
                later.filter(|&&write| write != id).for_each(|&write| fr.add(id, write));
            }
        }
        (rf, mo, fr)
    }

    /// Synchronises-with: from a release write or a fence before a write, along the release sequence
    /// (read-modify-writes only), to an acquire read or a fence behind a read.
    fn synchronises(&self) -> Relation {
        let mut edges = Relation::empty(self.len());
        for (id, read) in self.events().filter(|(_, event)| event.is_read()) {
            let ends = self.acquiring_ends(id, read);
            let mut write = read.rf;
            while write.is_event() {
                for head in self.releasing_heads(write) {
                    ends.iter().for_each(|&end| edges.add(head, end));
                }
                let event = self.event(write);
                write = if event.is_rmw() { event.rf } else { EventId::NONE };
            }
        }
        edges
    }

    fn acquiring_ends(&self, id: EventId, read: &Event) -> Vec<EventId> {
        let after = &self.of_thread(read.thread)[read.index as usize + 1..];
        let fence = |&id: &EventId| {
            let event = self.event(id);
            event.request.op == Op::Fence && event.request.order.acquires()
        };
        let mut ends: Vec<EventId> = after.iter().copied().filter(fence).collect();
        if effective_order(read).acquires() {
            ends.push(id);
        }
        ends
    }

    fn releasing_heads(&self, write: EventId) -> Vec<EventId> {
        let event = self.event(write);
        let before = &self.of_thread(event.thread)[..event.index as usize];
        let fence = |&id: &EventId| {
            let event = self.event(id);
            event.request.op == Op::Fence && event.request.order.releases()
        };
        let mut heads: Vec<EventId> = before.iter().copied().filter(fence).collect();
        if effective_order(event).releases() {
            heads.push(write);
        }
        heads
    }
}

/// A compare-and-swap that failed has its failure ordering.
fn effective_order(event: &Event) -> super::Order {
    let failed = event.request.op.may_fail() && !event.flags.has(Flags::WRITE);
    if failed { event.request.failure } else { event.request.order }
}
