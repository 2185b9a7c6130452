//! Execution graphs: events, program order, reads-from and modification order, with the clocks
//! that answer "is this before that" in one comparison.
//!
//! # Invariants
//!
//! - **I1** The arena's order is a linear extension of porf: a source is added before its reader,
//!   also after a revisit, since a revisited read goes in again behind its new source.
//! - **I2** The graph is consistent under its memory model, and every thread's events are what the
//!   program does given the values read.
//! - **I3** An alternative applies to the graph truncated to the position at which it was found, and
//!   nothing before that position changes while it waits.
//! - **I4** A `FIXED` event is never deleted and never revisited; a `REVISITED` read may be taken
//!   only by a write whose porf-prefix contains the read's source.
//!
//! I1 and I2 are checked in debug builds by `Graph::audit`; I3 and I4 are kept by `explore`.

mod audit;
mod clock;
mod coherence;
mod debug;
mod event;
mod hash;
mod id;
mod interleaving;
mod modification_order;
mod op;
mod prepare;
mod restrict;
mod sc_axiom;
mod total_order;
mod waiters;

pub(crate) use clock::Row;
pub(crate) use event::Flags;
pub use event::{Event, Request};
pub(crate) use hash::{mix, mix_name};
pub use id::{EventId, LocationIndex, ThreadIndex};
pub(crate) use op::{Effect, QUEUE_LOCKED};
pub use op::{Op, Order, Rmw, Test, Width};

use clock::Clocks;

use crate::memory::Memory;

/// The events of one location.
#[derive(Clone, Copy, Debug)]
struct LocationLine {
    /// The same in every run, worker and process.
    name: u128,
    initial: u64,
    /// First and last in modification order.
    first: EventId,
    last: EventId,
    /// The access added last.
    newest_access: EventId,
    /// All writes are read-modify-writes, or stores of the owner right behind its own: every write
    /// depends on every earlier one.
    chain: bool,
}

/// The events of one thread.
#[derive(Clone, Debug)]
struct ThreadLine {
    name: u128,
    events: Vec<EventId>,
    spawn: EventId,
}

/// How many events there are of the kinds that decide which consistency check is needed.
#[derive(Clone, Copy, Default, Debug)]
struct Census {
    weak: u32,
    seq_cst: u32,
    seq_cst_fences: u32,
}

/// One execution, or the part of it that has been built.
#[derive(Clone)]
pub struct Graph {
    memory: Memory,
    events: Vec<Event>,
    clocks: Clocks,
    threads: Vec<ThreadLine>,
    locations: Vec<LocationLine>,
    census: Census,
}

impl Graph {
    pub(crate) fn new(memory: Memory) -> Self {
        Self {
            memory,
            events: Vec::new(),
            clocks: Clocks::new(4),
            threads: Vec::new(),
            locations: Vec::new(),
            census: Census::default(),
        }
    }

    /// The memory model under which it is consistent.
    pub fn memory(&self) -> Memory {
        self.memory
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether it has no events.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events in the order in which they were added, which extends porf.
    pub fn events(&self) -> impl ExactSizeIterator<Item = (EventId, &Event)> {
        self.events.iter().enumerate().map(|(at, event)| (EventId::new(at), event))
    }

    /// One event.
    ///
    /// # Panics
    ///
    /// If `id` names no event of this graph.
    #[inline]
    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.at()]
    }

    /// The event added last.
    pub(crate) fn newest(&self) -> Option<&Event> {
        self.events.last()
    }

    /// How many threads have been seen.
    pub fn thread_count(&self) -> usize {
        self.threads.len()
    }

    /// How many locations have been seen.
    pub fn location_count(&self) -> usize {
        self.locations.len()
    }

    /// The events of a thread in program order.
    #[inline]
    pub fn of_thread(&self, thread: ThreadIndex) -> &[EventId] {
        self.threads.get(thread as usize).map_or(&[], |line| &line.events)
    }

    /// The writes of a location in modification order, without the initial one.
    pub fn writes(&self, location: LocationIndex) -> impl Iterator<Item = EventId> {
        let first = self.locations.get(location as usize).map_or(EventId::NONE, |line| line.first);
        std::iter::successors(first.some(), |&write| self.event(write).mo_next.some())
    }

    /// The event that started a thread.
    #[inline]
    pub(crate) fn spawn_of(&self, thread: ThreadIndex) -> EventId {
        self.threads.get(thread as usize).map_or(EventId::NONE, |line| line.spawn)
    }

    /// The value that reading from `write` gives.
    #[inline]
    pub(crate) fn value(&self, write: EventId, location: LocationIndex) -> u64 {
        if write == EventId::INIT {
            self.locations[location as usize].initial
        } else {
            self.event(write).written
        }
    }

    /// The value a location has at the end.
    pub fn final_value(&self, location: LocationIndex) -> u64 {
        self.value(self.locations[location as usize].last, location)
    }

    /// Whether all writes of a location depend on each other.
    #[inline]
    pub(crate) fn is_chain(&self, location: LocationIndex) -> bool {
        self.locations[location as usize].chain
    }

    /// Makes sure that a thread has its place in the tables.
    pub(crate) fn know_thread(&mut self, thread: ThreadIndex, name: u128) {
        let count = thread as usize + 1;
        while self.threads.len() < count {
            self.threads.push(ThreadLine { name: 0, events: Vec::new(), spawn: EventId::NONE });
        }
        self.threads[thread as usize].name = name;
        if count > self.clocks.width() {
            self.clocks.widen(count.next_multiple_of(4));
        }
    }

    /// Makes sure that a location has its place in the tables, with this initial value.
    pub(crate) fn know_location(
        &mut self,
        location: LocationIndex,
        name: u128,
        initial: u64,
        chain: bool,
    ) {
        let none = LocationLine {
            name: 0,
            initial: 0,
            first: EventId::NONE,
            last: EventId::INIT,
            newest_access: EventId::NONE,
            chain: false,
        };
        if self.locations.len() <= location as usize {
            self.locations.resize(location as usize + 1, none);
        }
        let line = &mut self.locations[location as usize];
        (line.name, line.initial, line.chain) = (name, initial, chain);
    }

    /// Whether event `id` is in the set that clock `row` of event `of` describes.
    #[inline]
    pub(crate) fn is_within(&self, id: EventId, of: usize, row: Row) -> bool {
        let event = self.event(id);
        event.index < self.clocks.row(of, row)[event.thread as usize]
    }

    /// Whether `a` happens before `b`.
    #[inline]
    pub(crate) fn happens_before(&self, a: EventId, b: EventId) -> bool {
        a != b && self.is_within(a, b.at(), Row::Hb)
    }

    /// How many events of each thread happen before what `thread` does between its events `index - 1`
    /// and `index`.
    pub(crate) fn view(&self, thread: ThreadIndex, index: u32) -> Option<&[u32]> {
        let base = match index {
            0 => self.spawn_of(thread),
            index => self.of_thread(thread)[index as usize - 1],
        };
        base.is_event().then(|| self.clocks.row(base.at(), Row::Hb))
    }

    /// How many events of each thread are in the porf-prefix of an event of this graph.
    pub(crate) fn prefix_of(&self, event: &Event) -> &[u32] {
        let id = self.of_thread(event.thread)[event.index as usize];
        self.clocks.row(id.at(), Row::Porf)
    }

    /// The clock of one event.
    pub(crate) fn clock(&self, of: usize, row: Row) -> &[u32] {
        self.clocks.row(of, row)
    }

    /// The event that the next event of `thread` comes right after: its last, else its spawn.
    #[inline]
    fn base(&self, thread: ThreadIndex) -> EventId {
        match self.of_thread(thread).last() {
            Some(&last) => last,
            None => self.spawn_of(thread),
        }
    }

    /// Keeps the event that was prepared last.
    pub(crate) fn push(&mut self, mut event: Event) -> EventId {
        let id = EventId::new(self.len());
        if event.is_access() {
            let line = &mut self.locations[event.request.location as usize];
            event.previous_access = std::mem::replace(&mut line.newest_access, id);
        }
        if let Op::Spawn(child) = event.request.op {
            self.threads[child as usize].spawn = id;
        }
        self.census.count(&event, 1);
        self.threads[event.thread as usize].events.push(id);
        self.events.push(event);
        self.clocks.resize(self.events.len());
        id
    }

    /// Takes back all events from position `length` on.
    pub(crate) fn truncate(&mut self, length: usize) {
        while self.events.len() > length {
            let Some(event) = self.events.pop() else { break };
            self.threads[event.thread as usize].events.pop();
            if let Op::Spawn(child) = event.request.op {
                self.threads[child as usize].spawn = EventId::NONE;
            }
            self.census.count(&event, -1);
            if event.is_access() {
                let line = &mut self.locations[event.request.location as usize];
                line.newest_access = event.previous_access;
                if event.is_write() {
                    self.unlink(&event);
                }
            }
        }
        self.clocks.resize(length);
    }

    /// Changes what the search knows about an event, not what it is.
    pub(crate) fn mark(&mut self, id: EventId, flag: Flags) {
        self.events[id.at()].flags.add(flag);
    }

    /// The line that asks may move between runs (a macro, a closure built twice); the newest counts.
    pub(crate) fn set_site(&mut self, id: EventId, site: &'static std::panic::Location<'static>) {
        self.events[id.at()].request.site = site;
    }

    /// What identifies the execution: equal for two graphs iff their events, reads-from and
    /// modification orders are. A wait that has not ended is left out: it may be an event or not, as the
    /// search came by it.
    pub fn name(&self) -> u128 {
        let mut sum = 0u128;
        for line in &self.threads {
            let ended = |&&id: &&EventId| !self.event(id).is_waiting();
            if let Some(&last) = line.events.iter().rev().find(ended) {
                sum = sum.wrapping_add(mix_name(1, self.event(last).past));
            }
        }
        for (index, line) in self.locations.iter().enumerate() {
            let mut name = line.name;
            for write in self.writes(line_index(index)) {
                name = mix_name(name, self.event(write).past);
            }
            if line.first.is_event() {
                sum = sum.wrapping_add(mix_name(2, name));
            }
        }
        mix_name(3, sum)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "locations are numbered by u32")]
fn line_index(index: usize) -> LocationIndex {
    index as LocationIndex
}

impl Census {
    fn count(&mut self, event: &Event, by: i32) {
        if event.flags.has(Flags::WEAK) {
            self.weak = self.weak.wrapping_add_signed(by);
        }
        if event.flags.has(Flags::SEQ_CST) {
            self.seq_cst = self.seq_cst.wrapping_add_signed(by);
            if !event.is_access() {
                self.seq_cst_fences = self.seq_cst_fences.wrapping_add_signed(by);
            }
        }
    }
}
