//! Graphs to compare: what an execution is, up to nothing.

use std::collections::BTreeMap;
use std::fmt;

use super::graph::{Event, Graph};
use crate::operation::Operation;
use crate::program::Location;

/// A graph, such that two executions are the same if and only if theirs are equal.
///
/// Accesses that are not atomic are no events.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GraphKey {
    /// The events of each thread, in order.
    pub threads: Vec<Vec<EventKey>>,
    /// The writes of each location, in modification order. Locations without writes are not here.
    pub modification_order: BTreeMap<Location, Vec<EventId>>,
}

/// An event of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// Its thread.
    pub thread: usize,
    /// Its place in the thread, from 0.
    pub index: usize,
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// What it does.
    pub act: Act,
    /// Where, if it is at a location.
    pub location: Option<Location>,
    /// The write it reads, if it reads one and not the initial value.
    pub reads_from: Option<EventId>,
    /// The value it reads, if it reads.
    pub value_read: Option<i64>,
    /// The value it writes, if it writes.
    pub value_written: Option<i64>,
}

/// What an event does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// Reads and writes at once.
    Update,
    /// Takes a mutex, for which it waits.
    Lock,
    /// Orders memory.
    Fence,
    /// Starts a thread.
    Start(usize),
    /// Waits for the end of a thread.
    Join(usize),
}

/// An execution by reads-from alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadsFrom {
    /// The source of each event; none if it reads nothing, and [`None`] in it for the initial
    /// value.
    pub threads: Vec<Vec<Option<Option<EventId>>>>,
    /// What a read at the end reads, of each location that is looked at.
    pub finals: Vec<Option<EventId>>,
}

impl GraphKey {
    pub(super) fn of(graph: &Graph, threads: usize) -> Self {
        // The place of each event among those of its thread that count.
        let mut ids = vec![None; graph.events.len()];
        let mut lengths = vec![0; threads];
        for (event, id) in graph.events.iter().zip(&mut ids) {
            if !event.is_plain() {
                *id = Some(EventId { thread: event.thread, index: lengths[event.thread] });
                lengths[event.thread] += 1;
            }
        }
        let mut key =
            Self { threads: vec![Vec::new(); threads], modification_order: BTreeMap::new() };
        for event in graph.events.iter().filter(|event| !event.is_plain()) {
            let source = event.reads.and_then(|read| read.from);
            let reads_from = source.and_then(|write| ids[write]);
            key.threads[event.thread].push(EventKey {
                act: act(event),
                location: event.location(),
                reads_from,
                value_read: event.reads.map(|read| read.value),
                value_written: event.writes,
            });
        }
        for (location, writes) in &graph.writes {
            let writes: Option<Vec<EventId>> = writes.iter().map(|&write| ids[write]).collect();
            // A location has one kind: either all of its accesses count, or none.
            if let Some(writes) = writes {
                key.modification_order.insert(*location, writes);
            }
        }
        key
    }

    /// What an event is.
    ///
    /// # Panics
    ///
    /// If there is no such event.
    pub fn event(&self, id: EventId) -> &EventKey {
        &self.threads[id.thread][id.index]
    }

    /// All of it but modification order, of which only the last writes to some locations are left.
    pub fn reads_from(&self, finals: &[Location]) -> ReadsFrom {
        let source = |event: &EventKey| event.value_read.map(|_| event.reads_from);
        let thread = |events: &Vec<EventKey>| events.iter().map(source).collect();
        let last = |location| self.modification_order.get(location)?.last().copied();
        ReadsFrom {
            threads: self.threads.iter().map(thread).collect(),
            finals: finals.iter().map(last).collect(),
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.thread, self.index)
    }
}

fn act(event: &Event) -> Act {
    match event.operation {
        Operation::Lock { .. } => Act::Lock,
        Operation::Fence { .. } => Act::Fence,
        Operation::Start { thread } => Act::Start(thread),
        Operation::Join { thread } => Act::Join(thread),
        _ if event.is_update() => Act::Update,
        _ if event.writes.is_some() => Act::Write,
        _ => Act::Read,
    }
}
