//! The fewest preemptions, against all interleavings.

// A program that cannot be parsed has failed its test.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use plainweave_litmus::enumerate::{
    Act, Axioms, End, EventId, GraphKey, Interleaving, Limits, enumerate, interleaving,
};
use plainweave_litmus::generate::{Size, generate};
use plainweave_litmus::table::Model;
use plainweave_litmus::{Location, Program};

/// A machine that does one event after the other.
#[derive(Clone)]
struct Machine<'g> {
    program: &'g Program,
    graph: &'g GraphKey,
    done: Vec<usize>,
    started: Vec<bool>,
    last_write: BTreeMap<Location, EventId>,
    running: Option<usize>,
    preemptions: u32,
}

impl<'g> Machine<'g> {
    fn new(program: &'g Program, graph: &'g GraphKey) -> Self {
        let threads = graph.threads.len();
        Self {
            program,
            graph,
            done: vec![0; threads],
            started: (0..threads).map(|thread| !program.is_started(thread)).collect(),
            last_write: BTreeMap::new(),
            running: None,
            preemptions: 0,
        }
    }

    fn has_ended(&self, thread: usize) -> bool {
        self.started[thread] && self.done[thread] == self.graph.threads[thread].len()
    }

    fn value(&self, location: Location) -> i64 {
        let write = self.last_write.get(&location);
        let value = write.and_then(|&write| self.graph.event(write).value_written);
        value.unwrap_or_else(|| self.program.initial(location))
    }

    /// Whether a thread could do something, whatever it is.
    fn can_go_on(&self, thread: usize) -> bool {
        let Some(event) = self.graph.threads[thread].get(self.done[thread]) else { return false };
        let may_come = match event.act {
            Act::Lock => self.value(event.location.unwrap()) == 0,
            Act::Join(joined) => self.has_ended(joined),
            _ => true,
        };
        self.started[thread] && may_come
    }

    /// After the next event of a thread, if in the graph it is this one that comes now.
    fn step(&self, thread: usize) -> Option<Self> {
        let id = EventId { thread, index: self.done[thread] };
        let event = self.graph.threads[thread].get(id.index)?;
        if !self.can_go_on(thread) {
            return None;
        }
        let mut next = self.clone();
        let leaves = self.running.is_some_and(|it| it != thread && self.can_go_on(it));
        next.preemptions += u32::from(leaves);
        next.running = Some(thread);
        next.done[thread] += 1;
        if let Some(location) = event.location {
            let last = self.last_write.get(&location).copied();
            if event.value_read.is_some() && event.reads_from != last {
                return None;
            }
            if event.value_written.is_some() {
                let writes = &self.graph.modification_order[&location];
                let place = writes.iter().position(|&write| write == id).unwrap();
                if place.checked_sub(1).map(|place| writes[place]) != last {
                    return None;
                }
                next.last_write.insert(location, id);
            }
        }
        if let Act::Start(started) = event.act {
            next.started[started] = true;
        }
        Some(next)
    }

    /// The fewest preemptions of all ways to go on.
    fn fewest(&self) -> Option<u32> {
        let threads = 0..self.graph.threads.len();
        if threads.clone().all(|thread| self.done[thread] == self.graph.threads[thread].len()) {
            return Some(self.preemptions);
        }
        threads.filter_map(|thread| self.step(thread)?.fewest()).min()
    }
}

#[test]
fn no_interleaving_has_fewer() {
    let mut counts = BTreeMap::new();
    for seed in 0..400 {
        let line = generate(seed, Size { threads_max: 3, events_max: 6 }).to_string();
        let program = Program::new(&line).unwrap();
        let limits = Limits { graphs_max: 400, ..Limits::default() };
        let found = enumerate(&program, Axioms::of(Model::Sc), &limits, |execution| {
            if execution.end() != End::Complete {
                return;
            }
            let graph = execution.key();
            let Interleaving { preemptions, order } =
                interleaving(&program, &graph, 1_000_000).expect("it is sequentially consistent");
            let machine = Machine::new(&program, &graph);
            assert_eq!(machine.fewest(), Some(preemptions), "{line}: {graph:?}");
            let mut machine = machine;
            for event in order {
                assert_eq!(machine.done[event.thread], event.index);
                machine = machine.step(event.thread).expect("it can come now");
            }
            assert_eq!(machine.preemptions, preemptions);
            *counts.entry(preemptions).or_insert(0) += 1;
        });
        drop(found);
    }
    // There are executions of all kinds among them.
    assert!(counts.len() >= 3, "{counts:?}");
}

#[test]
fn a_weak_execution_has_none() {
    let program = Program::new("x:=1@rlx; a<-y@rlx || y:=1@rlx; b<-x@rlx").unwrap();
    let mut counts = BTreeMap::new();
    enumerate(&program, Axioms::of(Model::Rc11), &Limits::default(), |execution| {
        let interleaving = interleaving(&program, &execution.key(), 1_000_000);
        let preemptions = interleaving.map(|interleaving| interleaving.preemptions);
        *counts.entry(preemptions).or_insert(0) += 1;
    })
    .unwrap();
    assert_eq!(counts, BTreeMap::from([(None, 1), (Some(0), 2), (Some(1), 1)]));
}
