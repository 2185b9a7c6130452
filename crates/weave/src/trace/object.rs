//! What a location is called in messages.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;

use crate::graph::{Graph, LocationIndex, Op, Test, ThreadIndex};
use crate::run::Name;

/// A location of the model's memory, as messages call it: its kind and the line that made it, such as
/// `lock@17`, with a number if that line made several (`lock@17#2` is the second one).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Object {
    /// Its number in the graph.
    pub location: LocationIndex,
    /// What it is called: the label it was made with, else after its role.
    pub kind: &'static str,
    /// What it is used as.
    pub role: Role,
    /// The line that made it.
    pub made: Option<&'static Location<'static>>,
    /// How many of the same kind that line had made before it.
    pub twins_before: u32,
    /// The thread it belongs to, if it is the token that `park` waits for.
    pub token_of: Option<ThreadIndex>,
}

/// What a location is used as, by the operations on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Role {
    /// Read and written.
    Atomic,
    /// Taken and given back, by one at a time.
    Lock,
    /// Taken and given back, by one writer or several readers at a time.
    ReadWriteLock,
    /// Its permits are taken and given back, by anybody.
    Semaphore,
    /// Set by one thread, for another one to use up.
    Token,
    /// Threads sleep in it, and are woken.
    Queue,
    /// Claimed by who comes first.
    Once,
    /// Grows until it has reached what threads wait for.
    Counter,
}

impl Role {
    fn noun(self) -> &'static str {
        match self {
            Self::Atomic => "atomic",
            Self::Lock => "lock",
            Self::ReadWriteLock => "rwlock",
            Self::Semaphore => "semaphore",
            Self::Token => "token",
            Self::Queue => "queue",
            Self::Once => "once",
            Self::Counter => "counter",
        }
    }

    /// What it is, if it was this and the operation is performed on it.
    fn with(self, op: Op) -> Self {
        match op {
            op if op.on_queue() => Self::Queue,
            Op::Woken(_) => Self::Queue,
            Op::Claim => Self::Once,
            Op::Reached(..) => Self::Counter,
            Op::ReadLock => Self::ReadWriteLock,
            Op::AwaitCas { expected: 0, .. } if self == Self::Atomic => Self::Lock,
            Op::AwaitCas { .. } if self == Self::Atomic => Self::Token,
            // A lock has the same bit as its limit and its addend; of one that readers share, each
            // side waits for the bits of the other one.
            Op::AwaitAdd(Test::Below, limit, addend) if self == Self::Atomic => {
                if limit == addend {
                    Self::Lock
                } else {
                    Self::ReadWriteLock
                }
            }
            Op::AwaitAdd(..) if self == Self::Atomic => Self::Semaphore,
            _ => self,
        }
    }
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
    /// Whether it is taken and given back.
    pub(super) fn is_lock(&self) -> bool {
        matches!(self.role, Role::Lock | Role::ReadWriteLock | Role::Semaphore)
    }
}

/// Where a location was made, and what its maker called it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Making {
    pub(crate) site: Option<&'static Location<'static>>,
    pub(crate) label: Option<&'static str>,
}

/// The objects of a graph, by location. `names` and `makings` are those of its locations, in the order
/// of their numbers.
pub(crate) fn objects(
    graph: &Graph,
    pending: impl Iterator<Item = (LocationIndex, Op)>,
    names: &[Name],
    makings: &[Making],
) -> Vec<Object> {
    let roles = roles(graph, pending);
    let mut objects: Vec<Object> = (0..)
        .zip(names)
        .take(graph.location_count())
        .map(|(location, name)| {
            let making = makings.get(location as usize).copied().unwrap_or_default();
            let role = roles[location as usize];
            Object {
                location,
                kind: making.label.unwrap_or(role.noun()),
                role,
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

/// What the locations are used as. Only what is written in the manner of a chain can be anything but
/// an atomic.
fn roles(graph: &Graph, pending: impl Iterator<Item = (LocationIndex, Op)>) -> Vec<Role> {
    let mut roles = vec![Role::Atomic; graph.location_count()];
    let recorded = graph.events().map(|(_, event)| (event.request.location, event.request.op));
    for (location, op) in recorded.chain(pending) {
        if let Some(role) = roles.get_mut(location as usize)
            && graph.is_chain(location)
        {
            *role = role.with(op);
        }
    }
    roles
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
