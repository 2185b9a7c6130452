//! What an execution is, said in a way that depends on neither side: per thread what was done, where
//! each value came from, and per location the order of its writes.

use std::hash::{Hash, Hasher};

use plainweave_weave::raw::Op;

use super::program::{LOCATIONS, is_queue};

/// An event by its thread and position, or none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Source {
    /// It reads from nowhere.
    None,
    Initial,
    Event(usize, usize),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Act {
    pub(crate) kind: &'static str,
    pub(crate) location: Option<usize>,
    pub(crate) source: Source,
    pub(crate) read: u64,
    pub(crate) written: Option<u64>,
    /// Whom it took out of a queue.
    pub(crate) woken: Vec<usize>,
}

/// A complete execution, or a deadlock without the operations that wait.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Execution {
    pub(crate) threads: Vec<Vec<Act>>,
    pub(crate) modification_orders: Vec<Vec<Source>>,
}

impl Execution {
    pub(crate) fn new(threads: usize) -> Self {
        Self {
            threads: vec![Vec::new(); threads],
            modification_orders: vec![Vec::new(); LOCATIONS],
        }
    }
}

impl Hash for Act {
    /// Without its kind: few programs have executions that differ in nothing else.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.location, self.source, self.read, self.written).hash(state);
    }
}

impl Act {
    /// An access. What a queue holds is written differently by each side: there, only who was taken
    /// out of it counts, and that it wrote.
    pub(crate) fn access(
        op: Op,
        location: usize,
        source: Source,
        read: u64,
        written: Option<u64>,
        woken: Vec<usize>,
    ) -> Self {
        let counts = !is_queue(location) || matches!(op, Op::Wake(_) | Op::Leave);
        Self {
            kind: kind(op),
            location: Some(location),
            source,
            read: if counts { read } else { 0 },
            written: written.map(|value| if is_queue(location) { 0 } else { value }),
            woken,
        }
    }

    /// Anything else.
    pub(crate) fn event(op: Op, source: Source, read: u64) -> Self {
        Self { kind: kind(op), location: None, source, read, written: None, woken: Vec::new() }
    }
}

fn kind(op: Op) -> &'static str {
    match op {
        Op::Load => "load",
        Op::Store(_) => "store",
        Op::Rmw(..) => "rmw",
        Op::Cas { .. } => "cas",
        Op::AwaitLoad(..) => "await",
        Op::AwaitCas { .. } => "await cas",
        Op::AddIf(..) => "add if",
        Op::AwaitAdd(..) => "await add",
        Op::Claim => "claim",
        Op::Reached(..) => "reached",
        Op::Fence => "fence",
        Op::Spawn(_) => "spawn",
        Op::Join(_) => "join",
        Op::Choose(_) => "choose",
        Op::ReadLock => "read lock",
        Op::Enqueue => "enqueue",
        Op::Wake(_) => "wake",
        Op::Leave => "leave",
        Op::QueueLock => "queue lock",
        Op::QueueUnlock(_) => "queue unlock",
        Op::Woken(_) => "woken",
        Op::Spin => "spin",
        Op::Stop => "stop",
    }
}
