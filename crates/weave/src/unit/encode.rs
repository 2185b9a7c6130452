//! From a unit to its record.

use super::Unit;
use super::record::{
    AlternativeRecord, EventRecord, KindRecord, LocationRecord, Marks, Record, RequestRecord,
};
use crate::explore::{Alternative, Kind, Share};
use crate::graph::{EventId, Graph, LocationIndex, Op, Request, ThreadIndex};
use crate::run::{Name, Names};

pub(super) fn record(unit: &Unit) -> Record {
    let (program, bounds) = unit.identity.to_bytes();
    let work = &unit.part.unit;
    let graph = &work.graph;
    let names = crate::run::lock(&unit.part.names);
    let locations = locations(graph, &names, count_locations(graph, work.alternative.as_ref()));
    let threads = names.threads().take(count_threads(graph, &locations) - 1).collect();
    let mut events = Events::default();
    for (id, _) in graph.events() {
        events.add(graph, id);
    }
    Record {
        program,
        bounds,
        memory: graph.memory(),
        threads,
        locations,
        requests: events.requests,
        events: events.events,
        extras: events.extras,
        alternative: work.alternative.as_ref().map(alternative),
    }
}

/// Of the locations, those that matter and the ones with lower numbers: numbers stay as they are.
fn count_locations(graph: &Graph, alternative: Option<&Alternative>) -> usize {
    let of_events = graph.events().map(|(_, event)| event.request.location);
    let of_alternative = alternative.into_iter().flat_map(|alternative| {
        let revisited = match alternative.kind {
            Kind::PlacedRevisit { request, .. } => request.location,
            _ => Request::NOWHERE,
        };
        [alternative.request.location, revisited]
    });
    let used = of_events.chain(of_alternative).filter(|&location| location != Request::NOWHERE);
    used.max().map_or(0, |last| last as usize + 1)
}

fn locations(graph: &Graph, names: &Names, count: usize) -> Vec<LocationRecord> {
    let known = graph.location_count();
    let line = |(location, name): (usize, Name)| {
        // One that this graph has not met has nothing to tell; the program makes it anew.
        let (initial, chain) = match LocationIndex::try_from(location) {
            Ok(index) if location < known => {
                (graph.value(EventId::INIT, index), graph.is_chain(index))
            }
            _ => (0, false),
        };
        LocationRecord { name, initial, chain }
    };
    names.locations().take(count).enumerate().map(line).collect()
}

/// The threads of the graph, and those after which locations are named.
fn count_threads(graph: &Graph, locations: &[LocationRecord]) -> usize {
    let named = locations.iter().filter_map(|location| match location.name {
        Name::Made { by: thread, .. } | Name::Token(thread) => Some(thread as usize + 1),
        Name::Key(_) => None,
    });
    named.chain([1, graph.thread_count()]).max().unwrap_or(1)
}

/// The events written so far.
#[derive(Default)]
#[expect(clippy::struct_field_names, reason = "those of the record")]
struct Events {
    requests: Vec<RequestRecord>,
    events: Vec<EventRecord>,
    extras: Vec<u64>,
    /// By location: the newest write in modification order, among these events.
    newest: Vec<EventId>,
}

impl Events {
    fn add(&mut self, graph: &Graph, id: EventId) {
        let event = graph.event(id);
        let place = event.is_write().then(|| self.place(graph, id)).flatten();
        let marks = Marks::new(event.flags, event.choice != 0, place.is_some());
        if event.choice != 0 {
            self.extras.push(u64::from(event.choice));
        }
        self.extras.extend(place.map(EventId::code));
        let source = match event.rf.some() {
            Some(source) => (id.at() - source.at()) as u64 + 1,
            None => event.rf.code(),
        };
        let request = self.request(RequestRecord::new(&event.request));
        self.events.push(EventRecord { thread: event.thread, request, marks, source });
    }

    /// The write behind which a store went when it was added, if that was not the newest one: the
    /// nearest one before it that was there already. Those in between came later.
    fn place(&mut self, graph: &Graph, id: EventId) -> Option<EventId> {
        let event = graph.event(id);
        let location = event.request.location as usize;
        if self.newest.len() <= location {
            self.newest.resize(location + 1, EventId::INIT);
        }
        let mut before = event.mo_previous;
        while before.is_event() && before > id {
            before = graph.event(before).mo_previous;
        }
        if before == self.newest[location] {
            self.newest[location] = id;
            return None;
        }
        matches!(event.request.op, Op::Store(_)).then_some(before)
    }

    fn request(&mut self, request: RequestRecord) -> u32 {
        let known = self.requests.iter().position(|known| *known == request);
        let index = known.unwrap_or_else(|| {
            self.requests.push(request);
            self.requests.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

fn alternative(alternative: &Alternative) -> AlternativeRecord {
    let kind = match alternative.kind {
        Kind::Forward { rf, choice } => KindRecord::Forward { rf: rf.code(), choice },
        Kind::Placement { predecessor } => {
            KindRecord::Placement { predecessor: predecessor.code() }
        }
        Kind::Revisit { read, rf, choice } => {
            KindRecord::Revisit { read: read.code(), rf: rf.code(), choice }
        }
        Kind::PlacedRevisit { predecessor, thread, request } => KindRecord::PlacedRevisit {
            predecessor: predecessor.code(),
            thread,
            request: RequestRecord::new(&request),
        },
    };
    let thread: ThreadIndex = alternative.thread;
    let weight = alternative.weight.unwrap_or(Share::NOTHING).code();
    let request = RequestRecord::new(&alternative.request);
    AlternativeRecord { thread, request, kind, weight }
}
