//! What has to come before what, if a graph is to be told as a story.

use super::Situation;
use crate::graph::{EventId, Graph, Op, ThreadIndex};

/// Which relations an order has to extend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Relations {
    /// `po ∪ rf ∪ mo ∪ fr`: an interleaving, in which each read finds the newest value.
    All,
    /// `po ∪ rf`, with what starts, ends and wakes threads: reads may find older values.
    Causal,
}

/// So many events of a thread.
type Need = (ThreadIndex, u32);

/// For each event of a graph, which events of other threads come right before it.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Where the needs of an event begin; they end where those of the next one do.
    starts: Vec<usize>,
    needs: Vec<Need>,
    readers: Readers,
}

impl Order {
    /// Becomes that of a graph.
    pub(super) fn build(&mut self, situation: &Situation<'_>, relations: Relations) {
        let graph = situation.graph;
        self.starts.clear();
        self.needs.clear();
        if relations == Relations::All {
            self.readers.build(situation);
        }
        for (id, event) in graph.events() {
            self.starts.push(self.needs.len());
            if !situation.was_performed(id) {
                continue;
            }
            if event.index == 0 {
                self.need(graph, graph.spawn_of(event.thread));
            }
            self.need(graph, event.rf);
            if let Op::Join(child) = event.request.op {
                self.need(graph, graph.spawn_of(child));
                self.needs.push((child, situation.lengths[child as usize]));
            }
            if event.is_write() && relations == Relations::All {
                let before = event.mo_previous;
                self.need(graph, before);
                let mut reader = self.readers.first(before, event.request.location);
                while reader.is_event() {
                    if reader != id {
                        self.need(graph, reader);
                    }
                    reader = self.readers.next[reader.at()];
                }
            }
        }
        self.starts.push(self.needs.len());
    }

    fn need(&mut self, graph: &Graph, event: EventId) {
        if event.is_event() {
            let event = graph.event(event);
            self.needs.push((event.thread, event.index + 1));
        }
    }

    /// Whether everything that comes before `event` in other threads is done.
    #[inline]
    pub(super) fn allows(&self, event: EventId, positions: &[u32]) -> bool {
        self.needs[self.starts[event.at()]..self.starts[event.at() + 1]]
            .iter()
            .all(|&(thread, count)| positions[thread as usize] >= count)
    }
}

/// The reads of each write, as lists through the arena.
#[derive(Debug, Default)]
struct Readers {
    /// By the position of the write.
    of_write: Vec<EventId>,
    /// By location: the reads of the initial value.
    of_initial: Vec<EventId>,
    next: Vec<EventId>,
}

impl Readers {
    fn build(&mut self, situation: &Situation<'_>) {
        let graph = situation.graph;
        for list in [&mut self.of_write, &mut self.next] {
            list.clear();
            list.resize(graph.len(), EventId::NONE);
        }
        self.of_initial.clear();
        self.of_initial.resize(graph.location_count(), EventId::NONE);
        for (id, event) in graph.events() {
            if event.is_read() && situation.was_performed(id) {
                let head = match event.rf.some() {
                    Some(write) => &mut self.of_write[write.at()],
                    None => &mut self.of_initial[event.request.location as usize],
                };
                self.next[id.at()] = std::mem::replace(head, id);
            }
        }
    }

    fn first(&self, write: EventId, location: u32) -> EventId {
        match write.some() {
            Some(write) => self.of_write[write.at()],
            None => self.of_initial[location as usize],
        }
    }
}
