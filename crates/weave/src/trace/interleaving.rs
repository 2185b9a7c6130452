//! An execution as a story: one step after the other.

use std::panic::Location;

use super::object::Object;
use super::order::Relations;
use super::preemptions::{Bounds, Outcome, Scheduler};
use super::{Situation, greedy};
use crate::graph::{EventId, Op, Order, Request, ThreadIndex};
use crate::memory::Memory;
use crate::run::Blocked;

/// An execution, step by step, up to where it failed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Interleaving {
    /// The memory model under which it is an execution.
    pub memory: Memory,
    /// How the steps are to be understood.
    pub reading: Reading,
    /// By thread: its name, if it was given one.
    pub names: Vec<Option<String>>,
    /// What was done, in this order.
    pub steps: Vec<Step>,
    /// How it ended.
    pub ending: Vec<Ending>,
}

/// How the steps of an [`Interleaving`] are to be understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reading {
    /// Each read finds the newest value.
    Interleaved {
        /// How often a thread is left that could go on.
        preemptions: u32,
        /// Whether no other order has fewer; otherwise there were too many to look at.
        fewest: bool,
    },
    /// No order explains all values: the steps keep program order and what each value depends on, and
    /// some reads find a value that had been overwritten ([`Step::overtaken`]). Only weak memory does
    /// this.
    Weak {
        /// How often a thread is left that could go on.
        preemptions: u32,
        /// Whether no other order has fewer.
        fewest: bool,
    },
}

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The event in the graph.
    pub event: EventId,
    /// Whose step it is.
    pub thread: ThreadIndex,
    /// The how-manyth of its thread, from 0.
    pub index: u32,
    /// What was done.
    pub op: Op,
    /// With which ordering; of a compare-and-swap that failed, its failure ordering.
    pub order: Order,
    /// Where.
    pub object: Option<Object>,
    /// The value read; of a choice, what was chosen.
    pub read: Option<u64>,
    /// The value written.
    pub written: Option<u64>,
    /// Where the value read comes from; of a join or a wake-up, what it came after.
    pub source: Source,
    /// The step (its place in [`Interleaving::steps`]) that had overwritten the value read before it
    /// was read, or that this write, though later here, comes before in the order of writes.
    pub overtaken: Option<usize>,
    /// The threads that it took out of a queue.
    pub woken: Vec<ThreadIndex>,
    /// The thread that could have gone on instead.
    pub preempts: Option<ThreadIndex>,
    /// The line of the source.
    pub site: &'static Location<'static>,
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// It is no read.
    None,
    /// The value the location was made with.
    Initial,
    /// A step, by its place in [`Interleaving::steps`].
    Step(usize),
}

/// How a thread ended, or where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Ending {
    /// It waits for ever.
    Waits(Blocked),
    /// It panicked.
    Panics {
        /// Which thread.
        thread: ThreadIndex,
    },
    /// It accessed plain memory, in a race.
    Accesses {
        /// Which thread.
        thread: ThreadIndex,
        /// After how many of its events.
        index: u32,
        /// Whether it wrote.
        write: bool,
        /// The line of the source.
        site: &'static Location<'static>,
    },
}

/// States to look at for a trace. With more, the search leaves out what it can, and then gives up.
const STATES: usize = 200_000;

impl Interleaving {
    /// The order with the fewest preemptions in which the threads come as far as `goal` says.
    pub(crate) fn of(
        situation: &Situation<'_>,
        objects: &[Object],
        goal: &[(ThreadIndex, u32)],
    ) -> Self {
        let mut scheduler = Scheduler::default();
        let all = Relations::All;
        let (order, preemptions, fewest, weak) = match least(&mut scheduler, situation, all, goal) {
            Outcome::Found { preemptions } => {
                (scheduler.path(situation), Some(preemptions), true, false)
            }
            Outcome::Impossible => {
                match least(&mut scheduler, situation, Relations::Causal, goal) {
                    Outcome::Found { preemptions } => {
                        (scheduler.path(situation), Some(preemptions), true, true)
                    }
                    _ => (greedy::order(situation, Relations::Causal), None, false, true),
                }
            }
            _ => (greedy::order(situation, all), None, false, false),
        };
        let mut teller = Teller::new(situation, objects);
        for event in order {
            teller.tell(event);
        }
        let preemptions = preemptions.unwrap_or(teller.preemptions);
        debug_assert_eq!(preemptions, teller.preemptions, "two ways to count disagree");
        Self {
            memory: situation.graph.memory(),
            reading: if weak {
                Reading::Weak { preemptions, fewest }
            } else {
                Reading::Interleaved { preemptions, fewest }
            },
            names: Vec::new(),
            steps: teller.steps,
            ending: Vec::new(),
        }
    }

    /// How often a thread is left that could go on.
    pub fn preemptions(&self) -> u32 {
        match self.reading {
            Reading::Interleaved { preemptions, .. } | Reading::Weak { preemptions, .. } => {
                preemptions
            }
        }
    }

    /// The place in [`steps`](Self::steps) of the event `index` of a thread.
    pub fn step_of(&self, thread: ThreadIndex, index: u32) -> Option<usize> {
        self.steps.iter().position(|step| step.thread == thread && step.index == index)
    }
}

fn least(
    scheduler: &mut Scheduler,
    situation: &Situation<'_>,
    relations: Relations,
    goal: &[(ThreadIndex, u32)],
) -> Outcome {
    let thorough = Bounds { states: STATES, fewest_steps: true, ..Bounds::default() };
    match scheduler.search(situation, relations, goal, thorough) {
        Outcome::GaveUp => {
            let quick = Bounds { fewest_steps: false, ..thorough };
            scheduler.search(situation, relations, goal, quick)
        }
        outcome => outcome,
    }
}

/// Tells one event after the other.
struct Teller<'a> {
    situation: &'a Situation<'a>,
    objects: &'a [Object],
    positions: Vec<u32>,
    /// By event: which step it is.
    step_of: Vec<Option<usize>>,
    /// By location: the step of the newest write so far, in modification order.
    newest: Vec<Option<usize>>,
    running: ThreadIndex,
    preemptions: u32,
    steps: Vec<Step>,
}

impl<'a> Teller<'a> {
    fn new(situation: &'a Situation<'a>, objects: &'a [Object]) -> Self {
        Self {
            situation,
            objects,
            positions: vec![0; situation.lengths.len()],
            step_of: vec![None; situation.graph.len()],
            newest: vec![None; situation.graph.location_count()],
            running: 0,
            preemptions: 0,
            steps: Vec::new(),
        }
    }

    fn tell(&mut self, id: EventId) {
        let graph = self.situation.graph;
        let event = graph.event(id);
        let thread = event.thread;
        let preempts = (thread != self.running
            && self.situation.could_go_on(&self.positions, self.running))
        .then_some(self.running);
        self.preemptions += u32::from(preempts.is_some());
        self.running = thread;
        let Request { op, location, order, failure, site } = event.request;
        let failed = op.may_fail() && !event.is_write();
        let chosen = matches!(op, Op::Choose(_));
        let step = Step {
            event: id,
            thread,
            index: event.index,
            op,
            order: if failed { failure } else { order },
            object: self.objects.get(location as usize).copied(),
            read: (event.is_read() || chosen).then_some(event.read),
            written: event.is_write().then_some(event.written),
            source: self.source(id),
            overtaken: self.overtaken(id),
            woken: graph.taken_out_by(id),
            preempts,
            site,
        };
        if event.is_write() && step.overtaken.is_none() {
            self.newest[location as usize] = Some(self.steps.len());
        }
        self.positions[thread as usize] += 1;
        self.step_of[id.at()] = Some(self.steps.len());
        self.steps.push(step);
    }

    fn source(&self, id: EventId) -> Source {
        let event = self.situation.graph.event(id);
        let from = match event.request.op {
            Op::Join(child) => {
                let line = self.situation.graph.of_thread(child);
                line.last().copied().unwrap_or(EventId::NONE)
            }
            _ => event.rf,
        };
        match from.some() {
            Some(source) => self.step_of[source.at()].map_or(Source::None, Source::Step),
            None if from == EventId::INIT => Source::Initial,
            None => Source::None,
        }
    }

    /// The step that has overwritten what the event reads, or is to overwrite what it writes.
    fn overtaken(&self, id: EventId) -> Option<usize> {
        let graph = self.situation.graph;
        let event = graph.event(id);
        if !event.is_access() {
            return None;
        }
        let newest = self.newest[event.request.location as usize]?;
        let own = if event.is_write() { id } else { event.rf };
        (graph.label(self.steps[newest].event) > graph.label(own)).then_some(newest)
    }
}
