//! The search: from one execution graph to the next, each consistent one exactly once.
//!
//! The algorithm is of the `TruSt` family (Kokologiannakis, Marmanis, Gladstein, Vafeiadis: *Truly
//! Stateless, Optimal Dynamic Partial Order Reduction*, POPL 2022). A new event is always added in the
//! *canonical* way, reading the newest write or placed last in modification order, which every
//! supported model allows; what else it could have done is put on a list. An alternative is taken
//! from the list, applied, checked for consistency, and the program is run on from there. Later
//! writes offer themselves to earlier reads (*backward revisits*): the same graph could be reached
//! that way from many others, and `revisit` lets through exactly one.

mod alternative;
mod apply;
mod options;
mod progress;
mod revisit;
mod share;
mod spinning;

pub(crate) use alternative::{Alternative, Branch, Kind, WorkUnit};
pub(crate) use apply::Applied;
pub(crate) use share::Share;
pub(crate) use spinning::Endless;

use crate::graph::{Effect, EventId, Graph, Op, Request, ThreadIndex};
use crate::memory::Memory;
use crate::weakened::lacks_any;
use spinning::Overtaken;

/// Events of the largest graph that debug builds check by the definitions.
const AUDITED: usize = 64;

/// What an operation gave its caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The value read; of [`Op::Choose`] what was chosen, of [`Op::Wake`] and [`Op::Leave`] how many
    /// left the queue.
    pub value: u64,
    /// Whether it wrote.
    pub wrote: bool,
}

/// One graph after another.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) graph: Graph,
    todo: Vec<Alternative>,
    saved: Vec<Branch>,
    /// Buffers of graphs that are done with.
    spare: Vec<Graph>,
    /// Reads that only make a loop go round again.
    overtaken: Overtaken,
    /// The graph is to be run on from as it stands.
    fresh: bool,
    /// The share of what is being run, and of what has ended.
    weight: Share,
    finished_weight: Share,
    writes: Vec<EventId>,
    renumbering: Vec<EventId>,
    prefix: Vec<u32>,
}

impl Search {
    pub(crate) fn new(memory: Memory) -> Self {
        Self {
            graph: Graph::new(memory),
            todo: Vec::new(),
            saved: Vec::new(),
            spare: Vec::new(),
            overtaken: Overtaken::default(),
            fresh: false,
            weight: Share::NOTHING,
            finished_weight: Share::NOTHING,
            writes: Vec::new(),
            renumbering: Vec::new(),
            prefix: Vec::new(),
        }
    }

    /// A search for what lies below one unit.
    pub(crate) fn adopt(&mut self, unit: WorkUnit) {
        self.graph = unit.graph;
        self.fresh = unit.alternative.is_none();
        self.todo.clear();
        self.todo.extend(unit.alternative);
        self.saved.clear();
    }

    /// Whether there is nothing left.
    pub(crate) fn is_done(&self) -> bool {
        !self.fresh
            && self.todo.is_empty()
            && self.saved.iter().all(|branch| branch.todo.is_empty())
    }

    /// Takes one alternative, and says what came of it; `None` when there is none left.
    pub(crate) fn advance(&mut self) -> Option<Applied> {
        if std::mem::take(&mut self.fresh) {
            self.weight = Share::WHOLE;
            return Some(Applied::Consistent);
        }
        loop {
            let Some(alternative) = self.todo.pop() else {
                let branch = self.saved.pop()?;
                self.spare.push(std::mem::replace(&mut self.graph, branch.graph));
                self.todo = branch.todo;
                continue;
            };
            let (siblings, depth) = (self.todo.len(), self.saved.len());
            self.weight = alternative.weight.unwrap_or(Share::NOTHING);
            let applied = self.apply(&alternative);
            if applied != Applied::Consistent {
                // What was queued since goes on in its place.
                let first =
                    if self.saved.len() > depth { 0 } else { siblings.min(self.todo.len()) };
                self.spread_weight(first, false);
            } else if cfg!(debug_assertions)
                && !lacks_any()
                && let Err(broken) = self.graph.audit(AUDITED)
            {
                panic!("a defect of the engine: {broken}");
            }
            return Some(applied);
        }
    }

    /// Splits off the oldest alternative, usually the root of the largest part, as a unit.
    pub(crate) fn split_off(&mut self) -> Option<WorkUnit> {
        let oldest = self.saved.iter_mut().find(|branch| !branch.todo.is_empty());
        let (graph, todo) = match oldest {
            Some(branch) => (&branch.graph, &mut branch.todo),
            None if self.todo.len() > 1 => (&self.graph, &mut self.todo),
            None => return None,
        };
        Some(unit(graph, todo.remove(0)))
    }

    /// Everything that is left, as units, oldest first; after that nothing is.
    pub(crate) fn split_all(&mut self) -> Vec<WorkUnit> {
        let mut units = Vec::new();
        if std::mem::take(&mut self.fresh) {
            units.push(WorkUnit { graph: self.graph.clone(), alternative: None });
        }
        for branch in self.saved.drain(..) {
            units.extend(
                branch.todo.into_iter().map(|alternative| unit(&branch.graph, alternative)),
            );
        }
        units.extend(self.todo.drain(..).map(|alternative| unit(&self.graph, alternative)));
        units
    }

    /// Leaves nothing but alternative number `index` of those that wait, the oldest being the first.
    ///
    /// # Panics
    ///
    /// If there are not that many.
    pub(crate) fn keep_only(&mut self, mut index: usize) {
        for branch in &mut self.saved {
            if index < branch.todo.len() {
                let unit = unit(&branch.graph, branch.todo.swap_remove(index));
                return self.adopt(unit);
            }
            index -= branch.todo.len();
        }
        let unit = unit(&self.graph, self.todo.swap_remove(index));
        self.adopt(unit);
    }

    /// How many alternatives and saved graphs wait: what the search needs memory for.
    pub(crate) fn backlog(&self) -> (usize, usize) {
        let todo =
            self.todo.len() + self.saved.iter().map(|branch| branch.todo.len()).sum::<usize>();
        (todo, self.saved.len())
    }

    /// Whether `request`, as the next event of `thread`, must wait when it finds `value`.
    pub(crate) fn must_wait(&self, thread: ThreadIndex, request: &Request, value: u64) -> bool {
        request.op.effect(value) == Effect::Wait
            || self.overtaken.contains(&self.graph, thread, request, value)
    }

    /// Whether the newest value lets `request` pass.
    pub(crate) fn is_ready(&self, thread: ThreadIndex, request: &Request) -> bool {
        let newest = self.graph.mo_last(request.location);
        !self.must_wait(thread, request, self.graph.value(newest, request.location))
    }

    /// Queues an alternative at the end of the graph.
    fn queue(&mut self, thread: ThreadIndex, request: Request, kind: Kind) {
        let at = self.graph.len();
        self.todo.push(Alternative { at, thread, request, kind, weight: None });
    }
}

fn unit(graph: &Graph, alternative: Alternative) -> WorkUnit {
    let mut graph = graph.clone();
    graph.truncate(alternative.at);
    WorkUnit { graph, alternative: Some(alternative) }
}

impl Op {
    /// Whether some value found may keep this from happening, as awaits do by what they are and
    /// plain reads because a loop around them goes round.
    pub(crate) fn can_wait(self) -> bool {
        self.may_wait() || self.may_fail() || self == Self::Load
    }
}
