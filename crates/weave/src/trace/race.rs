//! What two accesses that race lack.

use std::fmt;
use std::panic::Location;

use super::deadlock::Line;
use super::words::ordering_name;

use crate::graph::{Event, EventId, Graph, Order, Row, ThreadIndex};
use crate::run::Access;

/// A value went from one side of a race to the other, and that did not order them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MissingEdge {
    /// The write, behind the one access.
    pub write: Side,
    /// The read, before the other one.
    pub read: Side,
}

/// One end of a [`MissingEdge`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Side {
    /// Whose operation it is.
    pub thread: ThreadIndex,
    /// Its line.
    pub site: &'static Location<'static>,
    /// Its ordering.
    pub order: Order,
}

/// The last value that one of two racing accesses sent to the other (by a write that it happens before,
/// to a read that happens before the other) without ordering them.
pub(crate) fn missing_edge(graph: &Graph, first: &Access, second: &Access) -> Option<MissingEdge> {
    between(graph, first, second).or_else(|| between(graph, second, first))
}

fn between(graph: &Graph, from: &Access, to: &Access) -> Option<MissingEdge> {
    let view = graph.view(to.thread, to.epoch)?;
    let starts = |write: EventId| {
        graph.clock(write.at(), Row::Hb).get(from.thread as usize).is_some_and(|&n| n > from.epoch)
    };
    let ends = |read: &Event| read.index < view[read.thread as usize];
    let mut reads: Vec<_> =
        graph.events().filter(|(_, event)| event.is_read() && ends(event)).collect();
    reads.reverse();
    reads.into_iter().find_map(|(id, read)| {
        let write = read.source().some()?;
        let missing = starts(write) && !graph.happens_before(write, id);
        missing.then(|| MissingEdge { write: side(graph.event(write)), read: side(read) })
    })
}

fn side(event: &Event) -> Side {
    Side { thread: event.thread, site: event.request.site, order: event.request.order }
}

impl fmt::Display for MissingEdge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { write, read } = self;
        write!(
            f,
            "thread {} reads at {} ({}) what thread {} wrote at {} ({}): Acquire there and \
             Release here would order the two",
            read.thread,
            Line(read.site),
            ordering_name(read.order),
            write.thread,
            Line(write.site),
            ordering_name(write.order),
        )
    }
}
