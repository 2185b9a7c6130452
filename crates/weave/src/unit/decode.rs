//! From a record back to a unit. The text may come from anywhere: whatever the rest of the engine
//! takes for granted about a graph and its alternative is checked here.

use super::UnitError;
use super::record::{AlternativeRecord, EventRecord, KindRecord, Record, RequestRecord};
use crate::explore::{Alternative, Kind, Share, WorkUnit};
use crate::graph::{Event, EventId, Graph, Op, Request, ThreadIndex, Width};
use crate::run::{Counted, Names};

/// Events of the largest graph that is checked by the definitions of the memory models.
const AUDITED: usize = 256;

/// What cannot be.
type Checked<T> = Result<T, &'static str>;

fn ensure(holds: bool, otherwise: &'static str) -> Checked<()> {
    if holds { Ok(()) } else { Err(otherwise) }
}

pub(super) fn unit(record: &Record) -> Result<(WorkUnit, Names), UnitError> {
    let impossible = |what: &str| UnitError::Impossible { what: what.to_owned() };
    let (mut graph, names) = tables(record).map_err(impossible)?;
    events(record, &mut graph).map_err(impossible)?;
    graph.audit(AUDITED).map_err(|broken| impossible(&broken.to_string()))?;
    let alternative = record.alternative.as_ref();
    let alternative = alternative
        .map(|record| alternative_of(record, &mut graph))
        .transpose()
        .map_err(impossible)?;
    Ok((WorkUnit { graph, alternative }, names))
}

/// Names, and a graph without events that knows them.
fn tables(record: &Record) -> Checked<(Graph, Names)> {
    let locations: Vec<_> = record.locations.iter().map(|location| location.name).collect();
    let counted = match &record.counted {
        None => Counted::All,
        Some(lines) => Counted::Lines(lines.iter().copied().collect()),
    };
    let names = Names::numbered(&record.threads, &locations, counted)
        .ok_or("a thread or a location is there twice, or before what made it")?;
    let mut graph = Graph::new(record.memory);
    for thread in 0..=record.threads.len() {
        let thread = index(thread)?;
        graph.know_thread(thread, names.thread_name(thread));
    }
    for (location, line) in record.locations.iter().enumerate() {
        let location = index(location)?;
        let name = names.location_name(location);
        graph.know_location(location, name, line.initial, line.chain);
    }
    Ok((graph, names))
}

fn index(index: usize) -> Checked<u32> {
    u32::try_from(index).map_err(|_| "more than a graph can have")
}

fn events(record: &Record, graph: &mut Graph) -> Checked<()> {
    let mut extras = record.extras.iter().copied();
    let mut extra = || extras.next().ok_or("something about an event is missing");
    for event in &record.events {
        let request = record.requests.get(event.request as usize).ok_or("an event asks nothing")?;
        let request = request_of(request, graph)?;
        let choice = if event.marks.has_choice() { extra()? } else { 0 };
        let choice = u32::try_from(choice).map_err(|_| "an outcome that is none")?;
        let place = event.marks.is_placed().then(|| extra().map(EventId::from_code)).transpose()?;
        let rf = source(event, graph)?;
        let mut prepared = prepare(graph, event.thread, request, rf, choice)?;
        prepared.flags.add(event.marks.flags().ok_or("an event is marked with what is no mark")?);
        let place = place.map(|place| place.ok_or("a store behind nothing")).transpose()?;
        let behind = behind(graph, &prepared, place)?;
        let id = graph.push(prepared);
        if let Some(behind) = behind {
            graph.link(id, behind);
        }
    }
    ensure(extras.next().is_none(), "something is said about no event")
}

/// The request, if its operation makes an event and its operands exist.
fn request_of(record: &RequestRecord, graph: &Graph) -> Checked<Request> {
    let request = record.request().ok_or("an ordering that is none")?;
    match request.op {
        Op::Spin | Op::Stop => return Err("a hint as an event"),
        Op::Spawn(thread) | Op::Join(thread) => {
            ensure(thread != 0 && is_thread(graph, thread), "a thread that is not there")?;
        }
        Op::Rmw(_, _, Width { bits, .. }) => {
            ensure(matches!(bits, 8 | 16 | 32 | 64), "a width that no integer has")?;
        }
        _ => {}
    }
    let accesses =
        request.op.reads() || matches!(request.op, Op::Store(_) | Op::Woken(_) | Op::Reached(..));
    let known = (request.location as usize) < graph.location_count();
    ensure(known || !accesses, "a location that is not there")?;
    Ok(request)
}

fn is_thread(graph: &Graph, thread: ThreadIndex) -> bool {
    (thread as usize) < graph.thread_count()
}

fn source(event: &EventRecord, graph: &Graph) -> Checked<EventId> {
    if event.source < 2 {
        return EventId::from_code(event.source).ok_or("a source that is none");
    }
    let back = usize::try_from(event.source - 1).map_err(|_| "a source before the first event")?;
    let at = graph.len().checked_sub(back).ok_or("a source before the first event")?;
    Ok(EventId::new(at))
}

/// The next event of a thread, if there can be such a one. Its clocks are in the scratch slot.
fn prepare(
    graph: &mut Graph,
    thread: ThreadIndex,
    request: Request,
    rf: EventId,
    choice: u32,
) -> Checked<Event> {
    ensure(is_thread(graph, thread), "a thread that is not there")?;
    let started = thread == 0 || graph.spawn_of(thread).is_event();
    ensure(started, "an event of a thread that nobody has started")?;
    let last = graph.of_thread(thread).last();
    ensure(!last.is_some_and(|&id| graph.event(id).is_waiting()), "a thread goes on that waits")?;
    match request.op {
        Op::Spawn(child) => {
            ensure(!graph.spawn_of(child).is_event(), "a thread is started twice")?;
        }
        Op::Join(child) => {
            ensure(graph.spawn_of(child).is_event(), "a thread is joined before it is started")?;
        }
        _ => {}
    }
    let fits = match request.op {
        op if op.reads() => rf == EventId::INIT || is_write(graph, rf, &request),
        Op::Woken(_) => is_write(graph, rf, &request),
        Op::Reached(..) => rf == EventId::INIT || is_write(graph, rf, &request),
        _ => rf == EventId::NONE,
    };
    ensure(fits, "a source that cannot be one")?;
    let first = graph.prepare(thread, request, rf, 0);
    ensure(choice < first.choices.max(1), "an outcome that is none")?;
    Ok(if choice == 0 { first } else { graph.prepare(thread, request, rf, choice) })
}

fn is_write(graph: &Graph, id: EventId, request: &Request) -> bool {
    id.is_event() && id.at() < graph.len() && {
        let event = graph.event(id);
        event.is_write() && event.request.location == request.location
    }
}

/// What a write comes right behind in modification order.
fn behind(graph: &Graph, event: &Event, place: Option<EventId>) -> Checked<Option<EventId>> {
    let request = &event.request;
    if !event.is_write() {
        ensure(place.is_none(), "a place for what is no write")?;
        return Ok(None);
    }
    if event.is_rmw() {
        ensure(place.is_none(), "a read-modify-write that is not behind its source")?;
        ensure(is_free(graph, event.rf, request), "two read-modify-writes of one write")?;
        return Ok(Some(event.rf));
    }
    let Some(place) = place else { return Ok(Some(graph.mo_last(request.location))) };
    ensure_place(graph, place, request)?;
    Ok(Some(place))
}

/// Whether no read-modify-write has used a write.
fn is_free(graph: &Graph, write: EventId, request: &Request) -> bool {
    graph.rmw_reader(write, request.location).is_none()
}

fn ensure_place(graph: &Graph, place: EventId, request: &Request) -> Checked<()> {
    let exists = place == EventId::INIT || is_write(graph, place, request);
    ensure(exists, "a store behind what is no write")?;
    ensure(is_free(graph, place, request), "a store between a read-modify-write and its source")
}

fn id(code: u64) -> Checked<EventId> {
    EventId::from_code(code).ok_or("an event that is not there")
}

/// The alternative, if it can be applied to the graph.
fn alternative_of(record: &AlternativeRecord, graph: &mut Graph) -> Checked<Alternative> {
    let thread = record.thread;
    let request = request_of(&record.request, graph)?;
    let kind = match record.kind {
        KindRecord::Forward { rf, choice } => {
            let rf = id(rf)?;
            forward(graph, thread, request, rf, choice)?;
            Kind::Forward { rf, choice }
        }
        KindRecord::Placement { predecessor } => {
            let predecessor = id(predecessor)?;
            placement(graph, thread, request, predecessor)?;
            Kind::Placement { predecessor }
        }
        KindRecord::Revisit { read, rf, choice } => {
            let (read, rf) = (id(read)?, id(rf)?);
            revisit(graph, thread, request, (rf, choice), read)?;
            Kind::Revisit { read, rf, choice }
        }
        KindRecord::PlacedRevisit { predecessor, thread: reader, request: reading } => {
            let predecessor = id(predecessor)?;
            placement(graph, thread, request, predecessor)?;
            let reading = request_of(&reading, graph)?;
            let reads = reading.op.reads() && reading.location == request.location;
            ensure(reads, "a revisit of what does not read that location")?;
            prepare(graph, reader, reading, EventId::INIT, 0)?;
            Kind::PlacedRevisit { predecessor, thread: reader, request: reading }
        }
    };
    let weight = Share::from_code(record.weight);
    ensure(weight <= Share::WHOLE, "more than the whole search")?;
    Ok(Alternative { at: graph.len(), thread, request, kind, weight: Some(weight) })
}

fn forward(
    graph: &mut Graph,
    thread: ThreadIndex,
    request: Request,
    rf: EventId,
    choice: u32,
) -> Checked<()> {
    let event = prepare(graph, thread, request, rf, choice)?;
    ensure(!matches!(request.op, Op::Store(_)), "a store that reads")?;
    if event.is_read() {
        ensure(graph.may_read(thread, request.location, rf), "a source that coherence forbids")?;
    }
    let free = !event.is_rmw() || is_free(graph, rf, &request);
    ensure(free, "two read-modify-writes of one write")
}

fn placement(
    graph: &mut Graph,
    thread: ThreadIndex,
    request: Request,
    predecessor: EventId,
) -> Checked<()> {
    ensure(matches!(request.op, Op::Store(_)), "another place for what is no store")?;
    prepare(graph, thread, request, EventId::NONE, 0)?;
    ensure_place(graph, predecessor, &request)?;
    let coherent = graph.may_read(thread, request.location, predecessor);
    ensure(coherent, "a place that coherence forbids")
}

fn revisit(
    graph: &mut Graph,
    thread: ThreadIndex,
    request: Request,
    (rf, choice): (EventId, u32),
    read: EventId,
) -> Checked<()> {
    let write = prepare(graph, thread, request, rf, choice)?;
    ensure(write.is_write(), "a revisit by what does not write")?;
    let coherent = !write.is_rmw() || graph.may_read(thread, request.location, rf);
    ensure(coherent, "a source that coherence forbids")?;
    ensure(read.is_event() && read.at() < graph.len(), "a revisit of nothing")?;
    let revisited = graph.event(read);
    let reads = revisited.is_read() && revisited.request.location == request.location;
    ensure(reads, "a revisit of what does not read that location")?;
    let kept = |id: EventId| {
        let event = graph.event(id);
        id < read || event.index < graph.prepared_prefix()[event.thread as usize]
    };
    ensure(!kept(read), "a revisit of what the write depends on")?;
    let user = if write.is_rmw() { graph.rmw_reader(rf, request.location) } else { None };
    ensure(!user.is_some_and(kept), "two read-modify-writes of one write")
}
