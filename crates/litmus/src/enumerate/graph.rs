//! A graph that grows event by event.

use std::collections::BTreeMap;

use crate::operation::Operation;
use crate::ordering::Ordering;
use crate::program::{Location, Program};

/// The number of an event in its graph, in the order in which they were added.
pub(super) type EventIndex = usize;

/// An event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) thread: usize,
    /// Its place in its thread.
    pub(super) position: usize,
    pub(super) operation: Operation,
    pub(super) ordering: Ordering,
    pub(super) reads: Option<Read>,
    /// The value it writes, if it does.
    pub(super) writes: Option<i64>,
}

/// What an event reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    /// The write; none if it is the initial value.
    pub(super) from: Option<EventIndex>,
    pub(super) value: i64,
}

/// Events, reads-from and modification order. Reads-from is in the events.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) events: Vec<Event>,
    /// The writes of each location, in modification order.
    pub(super) writes: BTreeMap<Location, Vec<EventIndex>>,
}

impl Event {
    /// The location, if there is one.
    pub(super) fn location(&self) -> Option<Location> {
        self.operation.location()
    }

    /// Whether it is an access to a location that is not atomic.
    pub(super) fn is_plain(&self) -> bool {
        self.ordering == Ordering::NonAtomic
    }

    /// Whether these two need an order, since they are not atomic and one of them writes.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        self.thread != other.thread
            && self.is_plain()
            && self.location() == other.location()
            && (self.writes.is_some() || other.writes.is_some())
    }

    /// Whether it reads and writes.
    pub(super) fn is_update(&self) -> bool {
        self.reads.is_some() && self.writes.is_some()
    }
}

impl Graph {
    /// The writes of a location, in modification order.
    pub(super) fn writes(&self, location: Location) -> &[EventIndex] {
        self.writes.get(&location).map_or(&[], Vec::as_slice)
    }

    /// The value of the last write in modification order.
    pub(super) fn last_value(&self, program: &Program, location: Location) -> i64 {
        let last = self.writes(location).last().copied();
        self.value(program, location, last)
    }

    /// The value that a write left at its location; the initial one if there is no write.
    pub(super) fn value(
        &self,
        program: &Program,
        location: Location,
        write: Option<EventIndex>,
    ) -> i64 {
        match write {
            None => program.initial(location),
            Some(write) => self.events[write].writes.expect("only writes are in the order"),
        }
    }

    /// How many events a thread has.
    pub(super) fn length(&self, thread: usize) -> usize {
        self.events.iter().filter(|event| event.thread == thread).count()
    }

    /// A graph with one event more; if it writes, it stands there in modification order.
    pub(super) fn with(&self, event: Event, place: usize) -> Self {
        let mut graph = self.clone();
        let index = graph.events.len();
        if let (Some(location), Some(_)) = (event.location(), event.writes) {
            graph.writes.entry(location).or_default().insert(place, index);
        }
        graph.events.push(event);
        graph
    }

    /// What tells this graph from all others of the program: for each event, in program order, the
    /// source of its read, and the modification orders. Threads do the same if they read the same.
    pub(super) fn fingerprint(&self, program: &Program) -> Box<[u32]> {
        let mut numbers = Vec::with_capacity(2 * self.events.len() + program.threads());
        let name = |event: EventIndex| {
            let Event { thread, position, .. } = self.events[event];
            u32::try_from(thread << 20 | position).expect("there are few threads, and few events")
        };
        for thread in 0..program.threads() {
            let events = self.events.iter().filter(|event| event.thread == thread);
            numbers.extend(events.map(|event| match event.reads {
                Some(Read { from: Some(write), .. }) => name(write),
                Some(Read { from: None, .. }) => u32::MAX,
                None => u32::MAX - 1,
            }));
            numbers.push(u32::MAX - 2);
        }
        for writes in self.writes.values() {
            numbers.extend(writes.iter().map(|&write| name(write)));
            numbers.push(u32::MAX - 2);
        }
        numbers.into()
    }
}
