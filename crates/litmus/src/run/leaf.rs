//! An execution that the engine found.

use std::collections::HashMap;

use weave::graph::{Event, EventId as Id, Graph};
use weave::raw::{Op, ThreadIndex};

use super::world::World;
use crate::enumerate::{Act, End, EventId, EventKey, GraphKey};
use crate::explorer::Ending;
use crate::program::{Location, Program};
use crate::table::Subject;
use crate::value::{Value, variable};

/// An execution that the engine found.
pub(super) struct RunEnding<'l> {
    pub(super) world: &'l World,
    pub(super) graph: &'l Graph,
    pub(super) end: End,
}

impl RunEnding<'_> {
    pub(super) fn program(&self) -> &Program {
        &self.world.shared.program
    }
}

impl Ending for RunEnding<'_> {
    fn end(&self) -> End {
        self.end
    }

    fn key(&self) -> GraphKey {
        Translation::new(self).key()
    }

    fn value(&self, subject: &Subject) -> Option<i64> {
        match subject {
            Subject::Variable { thread, name } => {
                let variables = self.world.variables(*thread);
                variable(variables.iter().map(|(name, value)| (name.as_str(), *value)), name)
            }
            Subject::Location { name } => {
                let wanted = self.program().location_called(name)?;
                let known = self.locations().into_iter().find(|&(location, _)| location == wanted);
                Some(known.map_or_else(|| self.program().initial(wanted), |(_, value)| value))
            }
        }
    }

    fn variables(&self) -> Vec<Vec<(String, Value)>> {
        (0..self.program().threads()).map(|thread| self.world.variables(thread)).collect()
    }

    fn locations(&self) -> Vec<(Location, i64)> {
        let last = |index| self.graph.final_value(index).cast_signed();
        let places = self.world.places();
        let atomic = places.into_iter().map(|(location, index)| (location, last(index)));
        atomic.chain(self.world.plain_values()).collect()
    }
}

/// From the engine's graph to one of the program.
struct Translation<'l> {
    graph: &'l Graph,
    locations: Vec<(Location, u32)>,
    location_of: HashMap<u32, Location>,
    /// The engine's number of each thread.
    threads: Vec<Option<ThreadIndex>>,
    /// What the events that count are called. Others are of no program: that a thread was started,
    /// or a wait that did not end.
    names: HashMap<Id, EventId>,
}

impl<'l> Translation<'l> {
    fn new(ending: &RunEnding<'l>) -> Self {
        let locations = ending.world.places();
        let location_of = locations.iter().map(|&(location, index)| (index, location)).collect();
        let count = ending.program().threads();
        let threads = (0..count).map(|thread| ending.world.thread(thread)).collect();
        let graph = ending.graph;
        let mut translation =
            Self { graph, locations, location_of, threads, names: HashMap::new() };
        translation.name_events();
        translation
    }

    fn name_events(&mut self) {
        for thread in 0..self.threads.len() {
            let counting = self.events(thread).filter(|&(_, event)| self.counts(event));
            let ids: Vec<Id> = counting.map(|(id, _)| id).collect();
            let names = ids.into_iter().enumerate();
            self.names.extend(names.map(|(index, id)| (id, EventId { thread, index })));
        }
    }

    /// The events of a thread, in order.
    fn events(&self, thread: usize) -> impl Iterator<Item = (Id, &'l Event)> + use<'l> {
        let graph = self.graph;
        let ids = self.threads[thread].map_or(&[][..], |index| graph.of_thread(index));
        ids.iter().map(move |&id| (id, graph.event(id)))
    }

    fn counts(&self, event: &Event) -> bool {
        let is_known = self.location_of.contains_key(&event.request().location);
        !event.is_waiting() && (is_known || !event.is_access())
    }

    fn key(&self) -> GraphKey {
        let mut key = GraphKey::default();
        for thread in 0..self.threads.len() {
            let named = self.events(thread).filter(|(id, _)| self.names.contains_key(id));
            key.threads.push(named.map(|(_, event)| self.event(event)).collect());
        }
        for &(location, index) in &self.locations {
            let writes = self.graph.writes(index).filter_map(|id| self.names.get(&id).copied());
            let writes: Vec<EventId> = writes.collect();
            if !writes.is_empty() {
                key.modification_order.insert(location, writes);
            }
        }
        key
    }

    fn event(&self, event: &Event) -> EventKey {
        let value = |number: u64| number.cast_signed();
        EventKey {
            act: self.act(event),
            location: self.location_of.get(&event.request().location).copied(),
            reads_from: self.names.get(&event.source()).copied().filter(|_| event.is_read()),
            value_read: event.is_read().then(|| value(event.read())),
            value_written: event.is_write().then(|| value(event.written())),
        }
    }

    fn act(&self, event: &Event) -> Act {
        match event.request().op {
            Op::AwaitCas { .. } => Act::Lock,
            Op::Fence => Act::Fence,
            Op::Spawn(index) => Act::Start(self.thread(index)),
            Op::Join(index) => Act::Join(self.thread(index)),
            _ if event.is_rmw() => Act::Update,
            _ if event.is_write() => Act::Write,
            _ => Act::Read,
        }
    }

    fn thread(&self, index: ThreadIndex) -> usize {
        let thread = self.threads.iter().position(|&known| known == Some(index));
        thread.expect("who is started or joined is a thread of the program")
    }
}
