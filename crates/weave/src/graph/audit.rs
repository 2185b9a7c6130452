//! Checks the invariants of a graph by their definitions. Slow, and shares nothing with the checks
//! that the search uses but the arena itself.

use super::{Event, EventId, Flags, Graph, Op, line_index};
use crate::memory::Memory;

/// The first invariant found broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Broken(&'static str);

fn ensure(holds: bool, otherwise: &'static str) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(otherwise)) }
}

/// A binary relation on events: row `i` has a bit for each event after `i`.
#[derive(Clone)]
struct Relation {
    words: usize,
    rows: Vec<u64>,
}

impl Relation {
    fn empty(events: usize) -> Self {
        let words = events.div_ceil(64);
        Self { words, rows: vec![0; words * events] }
    }

    fn row(&self, from: usize) -> &[u64] {
        &self.rows[from * self.words..(from + 1) * self.words]
    }

    fn events(&self) -> usize {
        self.rows.len().checked_div(self.words).unwrap_or(0)
    }

    fn add(&mut self, from: EventId, to: EventId) {
        self.rows[from.at() * self.words + to.at() / 64] |= 1 << (to.at() % 64);
    }

    fn has(&self, from: usize, to: usize) -> bool {
        self.row(from)[to / 64] >> (to % 64) & 1 == 1
    }

    fn add_row(&mut self, to: usize, row: &[u64]) {
        let to = &mut self.rows[to * self.words..(to + 1) * self.words];
        to.iter_mut().zip(row).for_each(|(to, from)| *to |= from);
    }

    fn union(mut self, other: &Self) -> Self {
        for (word, other) in self.rows.iter_mut().zip(&other.rows) {
            *word |= other;
        }
        self
    }

    fn then(&self, next: &Self) -> Self {
        let mut both = Self::empty(self.events());
        for from in 0..self.events() {
            for via in (0..self.events()).filter(|&via| self.has(from, via)) {
                both.add_row(from, next.row(via));
            }
        }
        both
    }

    /// Transitive closure (Warshall).
    fn closure(mut self) -> Self {
        for via in 0..self.events() {
            let row = self.row(via).to_vec();
            for from in 0..self.events() {
                if self.has(from, via) {
                    self.add_row(from, &row);
                }
            }
        }
        self
    }

    fn is_irreflexive(&self) -> bool {
        (0..self.events()).all(|i| !self.has(i, i))
    }
}

impl Graph {
    /// Checks I1 and I2; of a graph of more than `limit` events only what takes no longer than to
    /// look at each event, since the definitions of the models cost the cube.
    ///
    /// # Errors
    ///
    /// What is broken. In a graph that the engine made, that is a defect of the engine.
    pub(crate) fn audit(&self, limit: usize) -> Result<(), Broken> {
        self.audit_arena()?;
        self.audit_modification_orders()?;
        if self.len() > limit {
            return Ok(());
        }
        let order = self.program_order();
        let (rf, mo, fr) = self.communications();
        let eco = rf.clone().union(&mo).union(&fr).closure();
        match self.memory {
            Memory::Sc => {
                let all = order.union(&rf).union(&mo).union(&fr).closure();
                ensure(all.is_irreflexive(), "no total order explains the graph (I2)")
            }
            Memory::Rc11 => {
                let hb = order.union(&self.synchronises()).closure();
                ensure(hb.is_irreflexive(), "happens-before has a cycle (I2)")?;
                ensure(hb.then(&eco).is_irreflexive(), "the graph is not coherent (I2)")
            }
        }
    }

    /// Sources come before what reads them.
    fn audit_arena(&self) -> Result<(), Broken> {
        for (id, event) in self.events() {
            ensure(!event.rf.is_event() || event.rf < id, "a source after its reader (I1)")?;
            let spawn = self.spawn_of(event.thread);
            ensure(!spawn.is_event() || spawn < id, "a thread before its spawn (I1)")?;
        }
        Ok(())
    }

    /// Lists are lists, labels grow, read-modify-writes stand right behind their sources.
    fn audit_modification_orders(&self) -> Result<(), Broken> {
        for location in 0..self.locations.len() {
            let location = line_index(location);
            let mut previous = EventId::INIT;
            for write in self.writes(location) {
                let event = self.event(write);
                ensure(event.mo_previous == previous, "a broken list of writes")?;
                ensure(event.mo_label > self.label(previous), "labels do not grow")?;
                ensure(!event.is_rmw() || event.rf == previous, "not atomic (I2)")?;
                previous = write;
            }
            let last = self.mo_last(location);
            ensure(last == previous, "a list of writes that ends elsewhere")?;
        }
        Ok(())
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
                    for &end in &ends {
                        edges.add(head, end);
                    }
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
