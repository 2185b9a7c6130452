//! Sequential consistency: `po ∪ rf ∪ mo ∪ fr` is acyclic.

use super::{EventId, Graph, Op};
use crate::memory::Memory;
use crate::weakened::{Rule, lacks};

impl Graph {
    /// Whether the graph is consistent, given that it was before `newest` was added as the last event
    /// of its thread. Coherence and atomicity are kept by the options offered; what is left is SC's
    /// total order, or RC11's axiom about sequentially consistent events.
    pub(crate) fn is_consistent_with(&self, newest: EventId) -> bool {
        if lacks(Rule::TotalOrder) && self.memory == Memory::Sc {
            return true;
        }
        match self.memory {
            Memory::Sc => self.has_total_order_with(newest),
            Memory::Rc11 if self.census.seq_cst < 2 || lacks(Rule::ScAxiom) => true,
            // With nothing but sequentially consistent accesses (and chains, which happens-before
            // orders) psc is exactly that order.
            Memory::Rc11 if self.census.weak == 0 && self.census.seq_cst_fences == 0 => {
                self.has_total_order_with(newest)
            }
            Memory::Rc11 => self.satisfies_sc_axiom(),
        }
    }

    /// `newest` is last in its thread, so it can close a cycle only through its edge to the write
    /// after it (or after its source): searches backwards from it for that write.
    fn has_total_order_with(&self, newest: EventId) -> bool {
        let event = self.event(newest);
        if !event.is_access() {
            return true;
        }
        let goal = if event.is_write() {
            event.mo_next
        } else {
            self.mo_next(event.rf, event.request.location)
        };
        if !goal.is_event() {
            return true;
        }
        let mut search =
            Backwards { goal, seen: vec![0; self.len().div_ceil(64)], stack: Vec::new() };
        search.visit(newest);
        while let Some(id) = search.stack.pop() {
            if search.visit_predecessors(self, id) {
                return false;
            }
        }
        true
    }
}

/// A depth-first search against the direction of the order.
struct Backwards {
    goal: EventId,
    seen: Vec<u64>,
    stack: Vec<EventId>,
}

impl Backwards {
    /// Whether `id` is the goal.
    fn visit(&mut self, id: EventId) -> bool {
        if !id.is_event() {
            return false;
        }
        if id == self.goal {
            return true;
        }
        let (word, bit) = (id.at() / 64, 1 << (id.at() % 64));
        if self.seen[word] & bit == 0 {
            self.seen[word] |= bit;
            self.stack.push(id);
        }
        false
    }

    fn visit_predecessors(&mut self, graph: &Graph, id: EventId) -> bool {
        let event = graph.event(id);
        let before = match event.index {
            0 => graph.spawn_of(event.thread),
            index => graph.of_thread(event.thread)[index as usize - 1],
        };
        if self.visit(before) || self.visit(event.rf) {
            return true;
        }
        if let Op::Join(child) = event.request.op {
            let end = graph.of_thread(child).last().copied();
            if self.visit(end.unwrap_or_else(|| graph.spawn_of(child))) {
                return true;
            }
        }
        if event.is_last_resort() {
            let known = (0..).zip(graph.prefix_of(event));
            let last = |(thread, &count): (_, &u32)| {
                let index = count.checked_sub(1)? as usize;
                graph.of_thread(thread).get(index).copied().filter(|&last| last != id)
            };
            if known.filter_map(last).any(|last| self.visit(last)) {
                return true;
            }
        }
        event.is_write() && self.visit_overwritten(graph, id)
    }

    /// What modification order and the readers of the overwritten value put before a write.
    fn visit_overwritten(&mut self, graph: &Graph, id: EventId) -> bool {
        let event = graph.event(id);
        if self.visit(event.mo_previous) {
            return true;
        }
        for access in graph.accesses(event.request.location) {
            let reader = graph.event(access);
            if access != id
                && reader.is_read()
                && reader.rf == event.mo_previous
                && self.visit(access)
            {
                return true;
            }
        }
        false
    }
}
