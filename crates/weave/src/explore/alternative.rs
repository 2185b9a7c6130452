//! What is left to explore: options that were not taken.

use super::Share;
use crate::graph::{EventId, Graph, Request, ThreadIndex};
use crate::memory::Memory;

/// How an alternative changes the graph in which it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The event reads from another write, or takes another of the outcomes left open.
    Forward { rf: EventId, choice: u32 },
    /// The store goes elsewhere in modification order, right after `predecessor`.
    Placement { predecessor: EventId },
    /// Backward revisit: the event, a write (`rf` and `choice` if it also reads), is added; whatever
    /// came after `read` and is not in its porf-prefix goes; `read` takes its value.
    Revisit { read: EventId, rf: EventId, choice: u32 },
    /// A revisit by a store whose place in modification order is right after `predecessor`; then the
    /// revisited operation, which the graph no longer has, is performed again.
    PlacedRevisit { predecessor: EventId, thread: ThreadIndex, request: Request },
}

/// An option: applies to the graph truncated to its first `at` events (I3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alternative {
    pub(crate) at: usize,
    pub(crate) thread: ThreadIndex,
    pub(crate) request: Request,
    pub(crate) kind: Kind,
    /// The share of the search tree that is estimated to lie below; unknown until its run is over.
    pub(crate) weight: Option<Share>,
}

/// A graph with its alternatives: put aside while the search is in another one made of it.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) graph: Graph,
    pub(crate) todo: Vec<Alternative>,
}

/// A part of the search that needs nothing of the rest: one alternative on top of a graph, or the
/// graph as it stands, along which the program is then run.
#[derive(Clone, Debug)]
pub(crate) struct WorkUnit {
    pub(crate) graph: Graph,
    pub(crate) alternative: Option<Alternative>,
}

impl WorkUnit {
    /// The whole search: nothing has been decided.
    pub(crate) fn whole(memory: Memory) -> Self {
        Self { graph: Graph::new(memory), alternative: None }
    }

    /// The share of the search tree that is estimated to lie below.
    pub(crate) fn weight(&self) -> Share {
        match &self.alternative {
            Some(alternative) => alternative.weight.unwrap_or(Share::NOTHING),
            None => Share::WHOLE,
        }
    }
}
