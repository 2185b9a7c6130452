//! What is written can be read, and is what was written.

use std::sync::Arc;

use proptest::prelude::*;

use super::record::Record;
use super::{Unit, decode, encode, text};
use crate::config::{Config, Schedule};
use crate::explore::{Applied, Kind, Search};
use crate::graph::{Event, EventId, Graph, Row};
use crate::memory::Memory;
use crate::run::Program;
use crate::workers::{self, Limits, Part, Task};

#[path = "../../tests/units_programs/mod.rs"]
mod programs;

/// The units left after so many runs.
fn units(config: &Config, program: &Program, runs: u64) -> Vec<Unit> {
    let task = Task::new(config, &|_| (), program);
    let limits = Limits { runs: Some(runs), deadline: None };
    let whole = Part::whole(config, crate::run::Counted::All);
    let parts = workers::explore(task, vec![whole], limits, None).rest;
    let identity = super::Identity::of(config).unwrap();
    super::session::units(identity, parts)
}

/// Units with every operation and kind of alternative that the programs make.
fn all_units() -> Vec<Unit> {
    let mut all = Vec::new();
    for memory in [Memory::Sc, Memory::Rc11] {
        for schedule in [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(3)] {
            let config = Config { schedule, ..programs::config(memory) };
            for (_, program) in programs::all() {
                for runs in [0, 1, 2, 5, 14, 37] {
                    all.extend(units(&config, &program, runs));
                }
            }
        }
    }
    all
}

/// Everything about an event but the line that asks, which the program says again.
fn said(event: &Event) -> String {
    let said = (event.request.op, event.request.location, event.request.order);
    let values = (event.request.failure, event.read, event.written, event.choice, event.choices);
    let places = (event.thread, event.index, event.flags, event.rf);
    let orders = (event.mo_previous, event.mo_next, event.previous_access, event.past);
    format!("{said:?} {values:?} {places:?} {orders:?}")
}

/// Labels may differ, their order may not.
fn assert_same(a: &Graph, b: &Graph) {
    assert_eq!(a.name(), b.name());
    assert_eq!(a.len(), b.len());
    for (id, event) in a.events() {
        assert_eq!(said(event), said(b.event(id)), "{id:?}");
        for row in [Row::Porf, Row::Hb, Row::Message, Row::Acquired, Row::Released] {
            let threads = a.thread_count().max(b.thread_count());
            let clock = |graph: &Graph| {
                let mut clock = graph.clock(id.at(), row).to_vec();
                clock.resize(threads, 0);
                clock
            };
            assert_eq!(clock(a), clock(b), "{id:?}");
        }
    }
    for location in 0..b.location_count() {
        let location = u32::try_from(location).unwrap();
        let labels: Vec<_> = b.writes(location).map(|write| b.label(write)).collect();
        assert!(labels.is_sorted_by(|a, b| a < b), "{labels:?}");
        assert!(a.writes(location).eq(b.writes(location)));
    }
}

#[test]
fn a_unit_survives_its_text() {
    let mut kinds = [0; 4];
    for unit in all_units() {
        let text = unit.to_string();
        let again: Unit = text.parse().unwrap_or_else(|error| panic!("{error}\n{unit:?}"));
        assert_eq!(text, again.to_string());
        assert_eq!(unit.identity, again.identity);
        let (before, after) = (&unit.part.unit, &again.part.unit);
        assert_same(&before.graph, &after.graph);
        assert_eq!(before.weight(), after.weight());
        let Some(alternative) = &before.alternative else {
            assert!(after.alternative.is_none());
            continue;
        };
        let read = after.alternative.as_ref().unwrap();
        assert!(alternative.request.asks_the_same_as(&read.request));
        assert_eq!((alternative.at, alternative.thread), (read.at, read.thread));
        let kind = match (alternative.kind, read.kind) {
            (Kind::Forward { .. }, Kind::Forward { .. }) => 0,
            (Kind::Placement { .. }, Kind::Placement { .. }) => 1,
            (Kind::Revisit { .. }, Kind::Revisit { .. }) => 2,
            (Kind::PlacedRevisit { .. }, Kind::PlacedRevisit { .. }) => 3,
            (before, after) => panic!("{before:?} became {after:?}"),
        };
        kinds[kind] += 1;
    }
    assert!(kinds.iter().all(|&count| count > 10), "one kind of alternative is missing: {kinds:?}");
}

/// In an unlucky order of numbers, too: whoever goes on may have met others first.
#[test]
fn names_go_with_the_unit() {
    let config = programs::config(Memory::Rc11);
    let program: Program = Arc::new(programs::families);
    for unit in units(&config, &program, 9) {
        let again: Unit = unit.to_string().parse().unwrap();
        let before = crate::run::lock(&unit.part.names);
        let after = crate::run::lock(&again.part.names);
        let threads: Vec<_> = after.threads().collect();
        assert!(threads.iter().copied().eq(before.threads().take(threads.len())));
        assert!(after.locations().eq(before.locations().take(after.locations().len())));
    }
}

#[test]
fn a_unit_is_small() {
    let config = programs::config(Memory::Rc11);
    let program: Program = Arc::new(programs::locks(4, 3));
    let sizes: Vec<_> = units(&config, &program, 500)
        .iter()
        .map(|unit| (unit.decided(), unit.to_string().len()))
        .collect();
    let largest = sizes.iter().max_by_key(|(_, size)| size).unwrap();
    assert!(largest.0 >= 20 && largest.1 <= 400, "{largest:?} events and characters");
}

fn records() -> &'static [Record] {
    static RECORDS: std::sync::OnceLock<Vec<Record>> = std::sync::OnceLock::new();
    RECORDS.get_or_init(|| all_units().iter().step_by(7).map(encode::record).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// What the checksum does not see is either something that can be, or refused: nothing panics.
    #[test]
    fn a_forged_record_is_possible_or_refused(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let record = which.get(records());
        let mut bytes = postcard::to_allocvec(record).unwrap();
        for (place, value) in changes {
            // Behind both hashes.
            let length = bytes.len() - 16;
            bytes[16 + place.index(length)] = value;
        }
        let Ok(forged) = postcard::from_bytes::<Record>(&bytes) else { return Ok(()) };
        if let Ok((unit, _)) = decode::unit(&forged) {
            prop_assert_eq!(unit.graph.audit(256), Ok(()));
            let mut search = Search::new(unit.graph.memory());
            search.adopt(unit);
            while search.advance() == Some(Applied::Inconsistent) {}
        }
    }
}

#[test]
fn a_seal_keeps_what_it_closes() {
    for record in records() {
        let opened = text::open(&text::seal(record)).unwrap();
        assert_eq!(format!("{opened:?}"), format!("{record:?}"));
    }
}

#[test]
fn events_are_told_by_how_far_back_they_are() {
    let config = programs::config(Memory::Rc11);
    let program: Program = Arc::new(programs::stores);
    let sources = units(&config, &program, 20).into_iter().flat_map(|unit| {
        unit.part.unit.graph.events().map(|(_, event)| event.rf).collect::<Vec<_>>()
    });
    let sources: Vec<_> = sources.collect();
    assert!(sources.contains(&EventId::INIT) && sources.contains(&EventId::NONE));
    assert!(sources.iter().any(|source| source.is_event()));
}
