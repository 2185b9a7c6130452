//! The relations that a graph is made of.

use super::graph::Graph;
use super::relation::{Relation, Set};
use crate::operation::Operation;

/// The relations and sets that every model is defined by.
pub(super) struct Basic {
    pub(super) size: usize,
    /// `po`: the order of each thread.
    pub(super) program_order: Relation,
    /// A thread's start before all of it, and all of it before whoever joins it.
    pub(super) thread_order: Relation,
    /// `rf`, from a write to who reads it.
    pub(super) reads_from: Relation,
    /// `mo`, between the writes of each location.
    pub(super) modification_order: Relation,
    /// `fr`, from a read to the writes that come behind its source.
    pub(super) from_reads: Relation,
    /// Accesses to the same location.
    pub(super) same_location: Relation,
    pub(super) reads: Set,
    pub(super) writes: Set,
    pub(super) updates: Set,
    pub(super) fences: Set,
    /// Accesses that are not atomic.
    pub(super) plain: Set,
}

impl Basic {
    pub(super) fn of(graph: &Graph) -> Self {
        let size = graph.events.len();
        let event = |index: usize| &graph.events[index];
        let set = |belongs: &dyn Fn(usize) -> bool| Set::of(size, belongs);
        Self {
            size,
            program_order: Relation::of(size, |from, to| {
                event(from).thread == event(to).thread && event(from).position < event(to).position
            }),
            thread_order: thread_order(graph),
            reads_from: Relation::of(size, |from, to| {
                event(to).reads.is_some_and(|read| read.from == Some(from))
            }),
            modification_order: modification_order(graph),
            from_reads: from_reads(graph),
            same_location: Relation::of(size, |from, to| {
                event(from).location().is_some() && event(from).location() == event(to).location()
            }),
            reads: set(&|index| event(index).reads.is_some()),
            writes: set(&|index| event(index).writes.is_some()),
            updates: set(&|index| event(index).is_update()),
            fences: set(&|index| matches!(event(index).operation, Operation::Fence { .. })),
            plain: set(&|index| event(index).is_plain()),
        }
    }

    /// `eco`, the extended coherence order: `(rf ∪ mo ∪ fr)⁺`.
    pub(super) fn extended_coherence(&self) -> Relation {
        self.reads_from.or(&self.modification_order).or(&self.from_reads).closure()
    }
}

fn thread_order(graph: &Graph) -> Relation {
    let starts = |from: usize, thread| matches!(graph.events[from].operation, Operation::Start { thread: started } if started == thread);
    let joins = |thread, to: usize| matches!(graph.events[to].operation, Operation::Join { thread: joined } if joined == thread);
    Relation::of(graph.events.len(), |from, to| {
        let is_empty_thread_between = || match graph.events[to].operation {
            Operation::Join { thread } => starts(from, thread),
            _ => false,
        };
        starts(from, graph.events[to].thread)
            || joins(graph.events[from].thread, to)
            || is_empty_thread_between()
    })
}

fn modification_order(graph: &Graph) -> Relation {
    let mut relation = Relation::empty(graph.events.len());
    for writes in graph.writes.values() {
        for (place, &from) in writes.iter().enumerate() {
            writes[place + 1..].iter().for_each(|&to| relation.insert(from, to));
        }
    }
    relation
}

fn from_reads(graph: &Graph) -> Relation {
    let mut relation = Relation::empty(graph.events.len());
    for (index, event) in graph.events.iter().enumerate() {
        let (Some(read), Some(location)) = (event.reads, event.location()) else { continue };
        let writes = graph.writes(location);
        let behind = match read.from {
            None => 0,
            Some(source) => {
                let place = writes.iter().position(|&write| write == source);
                place.expect("sources are in the order") + 1
            }
        };
        // An update is not before itself.
        let later = writes[behind..].iter().filter(|&&write| write != index);
        later.for_each(|&write| relation.insert(index, write));
    }
    relation
}
