//! What a location is called in messages.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;

use crate::graph::{Graph, LocationIndex, Op, ThreadIndex};
use crate::run::Name;

/// A location of the model's memory, as messages call it: its kind and the line that made it, such as
/// `lock@17`, with a number if that line made several (`lock@17#2` is the second one).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Object {
    /// Its number in the graph.
    pub location: LocationIndex,
    /// What it is: the label it was made with, else what its use suggests (`lock`, `queue`, `atomic`).
    pub kind: &'static str,
    /// The line that made it.
    pub made: Option<&'static Location<'static>>,
    /// How many of the same kind that line had made before it.
    pub twins_before: u32,
    /// The thread it belongs to, if it is the token that `park` waits for.
    pub token_of: Option<ThreadIndex>,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(thread) = self.token_of {
            return write!(f, "the token of thread {thread}");
        }
        f.write_str(self.kind)?;
        match self.made {
            Some(site) => write!(f, "@{}", site.line())?,
            None => write!(f, "-{}", self.location)?,
        }
        if self.twins_before > 0 {
            write!(f, "#{}", self.twins_before + 1)?;
        }
        Ok(())
    }
}

impl Object {
    /// Whether it is used as a lock: to take it is a step, and to give it back.
    pub(super) fn is_lock(&self) -> bool {
        self.kind == LOCK || self.kind == READ_WRITE_LOCK
    }
}

/// Where a location was made, and what its maker called it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Making {
    pub(crate) site: Option<&'static Location<'static>>,
    pub(crate) label: Option<&'static str>,
}

const LOCK: &str = "lock";
const READ_WRITE_LOCK: &str = "rwlock";

/// The objects of a graph, by location. `names` and `makings` are those of its locations, in the order
/// of their numbers.
pub(crate) fn objects(
    graph: &Graph,
    pending: impl Iterator<Item = (LocationIndex, Op)>,
    names: &[Name],
    makings: &[Making],
) -> Vec<Object> {
    let kinds = kinds(graph, pending);
    let mut objects: Vec<Object> = (0..)
        .zip(names)
        .take(graph.location_count())
        .map(|(location, name)| {
            let making = makings.get(location as usize).copied().unwrap_or_default();
            Object {
                location,
                kind: making.label.unwrap_or(kinds[location as usize]),
                made: making.site,
                twins_before: 0,
                token_of: match *name {
                    Name::Token(thread) => Some(thread),
                    _ => None,
                },
            }
        })
        .collect();
    number_twins(&mut objects, names);
    objects
}

/// What the locations are, by what is done with them.
fn kinds(
    graph: &Graph,
    pending: impl Iterator<Item = (LocationIndex, Op)>,
) -> Vec<&'static str> {
    let mut kinds = vec!["atomic"; graph.location_count()];
    let recorded = graph.events().map(|(_, event)| (event.request.location, event.request.op));
    for (location, op) in recorded.chain(pending) {
        let Some(kind) = kinds.get_mut(location as usize) else { continue };
        match op {
            op if op.on_queue() => *kind = "queue",
            Op::Woken(_) => *kind = "queue",
            Op::ReadLock => *kind = READ_WRITE_LOCK,
            Op::AwaitCas { .. } if *kind == "atomic" && graph.is_chain(location) => *kind = LOCK,
            _ => {}
        }
    }
    kinds
}

/// Numbers those of the same kind and line by who made them and when: not by their locations, which
/// depend on which run met them first.
fn number_twins(objects: &mut [Object], names: &[Name]) {
    let age = |location: LocationIndex| match names[location as usize] {
        Name::Made { by, nth } => (0, by, u64::from(nth)),
        Name::Token(thread) => (1, thread, 0),
        Name::Key(key) => (2, 0, key),
    };
    let mut by_age: Vec<LocationIndex> = objects.iter().map(|object| object.location).collect();
    by_age.sort_by_key(|&location| age(location));
    let mut met: HashMap<_, u32> = HashMap::new();
    for location in by_age {
        let object = &mut objects[location as usize];
        if let (Some(site), None) = (object.made, object.token_of) {
            let count = met.entry((object.kind, site.file(), site.line())).or_default();
            object.twins_before = *count;
            *count += 1;
        }
    }
}
