//! The search: a stack of graphs, and the set of those that were on it.

use std::collections::HashSet;
use std::time::Instant;

use super::axioms::{Axioms, Judgement};
use super::execution::{End, Execution};
use super::graph::{Event, Graph, Read};
use super::{Cut, Enumeration, Limits};
use crate::explorer::Race;
use crate::fault::{Fault, Mistake};
use crate::operation::{Effect, Operation};
use crate::program::Program;
use crate::thread::{Pending, Thread};
use crate::value::Value;

/// How many graphs are looked at between two looks at the clock.
const GRAPHS_PER_LOOK: usize = 64;

pub(super) struct Search<'p> {
    program: &'p Program,
    axioms: Axioms,
    limits: &'p Limits,
    seen: HashSet<Box<[u32]>>,
    stack: Vec<State<'p>>,
    found: Enumeration,
}

/// A graph, and where its threads are.
#[derive(Clone)]
struct State<'p> {
    graph: Graph,
    threads: Vec<Thread<'p>>,
    is_started: Vec<bool>,
}

/// What a thread can do in a graph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Ready(Operation),
    /// It waits until another thread does something. But a mutex that is taken may have been free
    /// before, if it is unlocked by who did not lock it.
    Waiting(Operation),
    /// Nobody has started it.
    Unstarted,
    Stopped,
    Ended,
}

impl<'p> Search<'p> {
    pub(super) fn new(program: &'p Program, axioms: Axioms, limits: &'p Limits) -> Self {
        let root = State {
            graph: Graph::default(),
            threads: (0..program.threads()).map(|thread| Thread::new(program, thread)).collect(),
            is_started: (0..program.threads()).map(|thread| !program.is_started(thread)).collect(),
        };
        let (seen, found) = (HashSet::new(), Enumeration::default());
        Self { program, axioms, limits, seen, stack: vec![root], found }
    }

    pub(super) fn run(
        mut self,
        mut visit: impl FnMut(&Execution<'_>),
    ) -> Result<Enumeration, Fault> {
        let end = self.limits.time_max.and_then(|time| Instant::now().checked_add(time));
        while let Some(mut state) = self.stack.pop() {
            let is_late = self.found.graphs.is_multiple_of(GRAPHS_PER_LOOK)
                && end.is_some_and(|end| Instant::now() >= end);
            if is_late || self.found.graphs >= self.limits.graphs_max {
                self.found.cut = Some(if is_late { Cut::Time } else { Cut::Graphs });
                break;
            }
            self.found.graphs += 1;
            self.look_at(&mut state, &mut visit)?;
        }
        Ok(self.found)
    }

    fn look_at(
        &mut self,
        state: &mut State<'p>,
        visit: &mut impl FnMut(&Execution<'_>),
    ) -> Result<(), Fault> {
        let statuses = self.statuses(state)?;
        if let Some(end) = end(&statuses) {
            match end {
                End::Complete => self.found.complete += 1,
                End::Deadlock => self.found.deadlocks += 1,
                End::Blocked => self.found.blocked += 1,
            }
            let State { graph, threads, .. } = &*state;
            visit(&Execution { program: self.program, graph, threads, end });
        }
        // An operation that has one outcome, which no other thread can notice, comes first and
        // alone: whatever the others do, this is added at some time.
        let alone = statuses.iter().position(|status| {
            matches!(status, Status::Ready(Operation::Fence { .. } | Operation::Start { .. }))
        });
        for (thread, status) in statuses.into_iter().enumerate() {
            if alone.is_some_and(|alone| alone != thread) {
                continue;
            }
            match status {
                Status::Waiting(Operation::Join { .. })
                | Status::Unstarted
                | Status::Stopped
                | Status::Ended => {}
                Status::Ready(operation) | Status::Waiting(operation) => {
                    self.extend(state, thread, operation)?;
                }
            }
        }
        Ok(())
    }

    fn statuses(&self, state: &mut State<'p>) -> Result<Vec<Status>, Fault> {
        let mut statuses = Vec::with_capacity(state.threads.len());
        for (thread, is_started) in state.threads.iter_mut().zip(&state.is_started) {
            if !is_started {
                statuses.push(Status::Unstarted);
                continue;
            }
            statuses.push(match thread.pending()? {
                Pending::Ended => Status::Ended,
                Pending::Stopped => Status::Stopped,
                Pending::Operation(operation) => Status::Ready(operation),
            });
        }
        for thread in 0..statuses.len() {
            let Status::Ready(operation) = statuses[thread] else { continue };
            let waits = match operation {
                Operation::Lock { mutex } => state.graph.last_value(self.program, mutex) != 0,
                Operation::Join { thread } => statuses[thread] != Status::Ended,
                _ => false,
            };
            if waits {
                statuses[thread] = Status::Waiting(operation);
            }
        }
        Ok(statuses)
    }

    /// Adds the next event of a thread in all ways.
    fn extend(
        &mut self,
        state: &State<'p>,
        thread: usize,
        operation: Operation,
    ) -> Result<(), Fault> {
        let position = state.graph.length(thread);
        if position >= self.limits.events_max {
            self.found.cut = Some(Cut::Events);
            return Ok(());
        }
        if let Operation::Start { thread: started } = operation
            && state.is_started[started]
        {
            return Err(state.threads[thread].fault_here(Mistake::StartedTwice(started)));
        }
        let Some(location) = operation.location() else {
            let event = |effect: Effect| Event {
                thread,
                position,
                operation,
                ordering: effect.ordering,
                reads: None,
                writes: None,
            };
            if let Some(effect) = operation.on(0) {
                self.push(state, event(effect), 0, effect.gives);
            }
            return Ok(());
        };
        let places = state.graph.writes(location).len();
        let sources: Vec<Option<Read>> = if operation.reads() {
            let writes = state.graph.writes(location).iter().copied().map(Some);
            let sources = std::iter::once(None).chain(writes);
            let value = |from| state.graph.value(self.program, location, from);
            sources.map(|from| Some(Read { from, value: value(from) })).collect()
        } else {
            vec![None]
        };
        for reads in sources {
            let Some(effect) = operation.on(reads.map_or(0, |read| read.value)) else { continue };
            let Effect { ordering, writes, gives } = effect;
            let event = Event { thread, position, operation, ordering, reads, writes };
            // What writes nothing stands nowhere in particular.
            for place in 0..=(if writes.is_some() { places } else { 0 }) {
                self.push(state, event.clone(), place, gives);
            }
        }
        Ok(())
    }

    /// Goes on with one event more, unless that is no execution or was there before.
    fn push(&mut self, state: &State<'p>, event: Event, place: usize, gives: Value) {
        let (thread, operation) = (event.thread, event.operation);
        let graph = state.graph.with(event, place);
        match self.axioms.judge(&graph) {
            Judgement::Inconsistent => return,
            Judgement::Racy(left, right) => {
                let Event { thread, operation, .. } = graph.events[left.max(right)];
                self.found.race = operation.location().map(|location| {
                    let location = self.program.name(location);
                    Race { location, thread }
                });
                return;
            }
            Judgement::Consistent => {}
        }
        if !self.seen.insert(graph.fingerprint(self.program)) {
            return;
        }
        let mut next = State { graph, ..state.clone() };
        next.threads[thread].feed(gives);
        if let Operation::Start { thread: started } = operation {
            next.is_started[started] = true;
        }
        self.stack.push(next);
    }
}

/// How an execution ended, if no thread can go on.
fn end(statuses: &[Status]) -> Option<End> {
    let has = |wanted: &dyn Fn(&Status) -> bool| statuses.iter().any(wanted);
    if has(&|status| matches!(status, Status::Ready(_))) {
        None
    } else if has(&|status| *status == Status::Stopped) {
        Some(End::Blocked)
    } else if has(&|status| *status != Status::Ended) {
        Some(End::Deadlock)
    } else {
        Some(End::Complete)
    }
}
