//! Runs a program in the engine, and says what it explored in the terms of the enumerators.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use plainweave_weave::graph::{Event, EventId, Graph};
use plainweave_weave::raw::{self, Answer, Op, Order, Place, Shape, ThreadIndex};
use plainweave_weave::{Config, End, Exploration, Leaf, explore_with};

use super::key::{Act, Execution, Source};
use super::machine::{Action, Machine, Next, Rounds, Step};
use super::program::{LOCATIONS, Program, is_chain};

/// Per execution how often it was met, and the engine's name for it.
pub(crate) type Met = HashMap<Execution, (u32, u128)>;

#[derive(Debug)]
pub(crate) struct Explored {
    pub(crate) complete: Met,
    pub(crate) deadlocks: Met,
    pub(crate) exploration: Exploration,
}

/// What the engine's numbers stand for, in one run: threads are numbered by who started them.
#[derive(Default)]
struct Numbers {
    threads: HashMap<ThreadIndex, usize>,
    locations: HashMap<u32, usize>,
}

thread_local! {
    /// Of the run on this thread of the machine.
    static NUMBERS: RefCell<Numbers> = RefCell::default();
}

/// Explores `program`.
pub(crate) fn explore_all(program: &Program, config: &Config) -> Explored {
    let program = Arc::new(program.clone());
    let (complete, deadlocks) = (Mutex::new(Met::new()), Mutex::new(Met::new()));
    let exploration = explore_with(
        config,
        |leaf: &Leaf<'_>| {
            let met = match leaf.end {
                End::Complete => &complete,
                End::Deadlock => &deadlocks,
                _ => return,
            };
            let execution =
                NUMBERS.with_borrow(|numbers| execution_of(leaf.graph, &program, numbers));
            let mut met = met.lock().expect("nothing panics while it holds it");
            let entry = met.entry(execution).or_insert((0, leaf.graph.name()));
            entry.0 += 1;
        },
        {
            let program = Arc::clone(&program);
            move || {
                let shared =
                    Shared { program: Arc::clone(&program), places: std::array::from_fn(make) };
                let places = shared.places.iter().enumerate();
                let locations = places.map(|(at, place)| (place.index(), at)).collect();
                NUMBERS.set(Numbers { threads: HashMap::new(), locations });
                shared.run(0);
            }
        },
    );
    Explored { complete: owned(complete), deadlocks: owned(deadlocks), exploration }
}

fn owned<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().expect("nothing panics while it holds it")
}

fn make(location: usize) -> Place {
    Place::new(0, if is_chain(location) { Shape::Chain } else { Shape::Free })
}

#[derive(Clone)]
struct Shared {
    program: Arc<Program>,
    places: [Place; LOCATIONS],
}

impl Shared {
    /// The body of a thread.
    fn run(&self, thread: usize) {
        NUMBERS.with_borrow_mut(|numbers| numbers.threads.insert(raw::current(), thread));
        let code = &self.program.threads[thread];
        let mut machine = Machine::new(thread, Rounds::AsWritten);
        let mut children = HashMap::new();
        loop {
            match machine.next(code) {
                Next::End => return,
                Next::Stop => raw::stop(),
                Next::Round => {
                    raw::spin();
                    machine.again();
                }
                Next::Step(step) => {
                    let site = machine.site();
                    let answer = self.perform(step, site, &mut children);
                    machine.answer(code, answer.value, answer.wrote);
                }
            }
        }
    }

    fn perform(
        &self,
        step: Step,
        site: usize,
        children: &mut HashMap<usize, ThreadIndex>,
    ) -> Answer {
        let nothing = |value| Answer { value, wrote: false };
        let order = step.order.order();
        match step.action {
            Action::Access(location, op) => {
                perform_at(site, self.places[location], op, order, step.failure.order())
            }
            Action::Reached(location, least) => {
                let op = Op::Reached(least, false);
                perform_at(site, self.places[location], op, order, order)
            }
            Action::Woken(location, timed) => {
                perform_at(site, self.places[location], Op::Woken(timed), order, order)
            }
            Action::Fence => {
                raw::fence(order);
                nothing(0)
            }
            Action::Choose(count) => nothing(u64::from(raw::choose(count))),
            Action::Spawn(child) => {
                let shared = self.clone();
                children.insert(child, raw::spawn(Box::new(move || shared.run(child))));
                nothing(0)
            }
            Action::Join(child) => {
                raw::join(children[&child]);
                nothing(0)
            }
        }
    }
}

/// Each place in a program is a line of its own: the engine tells the reads of a loop apart by that.
#[expect(clippy::match_same_arms, reason = "they differ in where they stand")]
fn perform_at(site: usize, place: Place, op: Op, order: Order, failure: Order) -> Answer {
    match site % 16 {
        0 => place.perform(op, order, failure),
        1 => place.perform(op, order, failure),
        2 => place.perform(op, order, failure),
        3 => place.perform(op, order, failure),
        4 => place.perform(op, order, failure),
        5 => place.perform(op, order, failure),
        6 => place.perform(op, order, failure),
        7 => place.perform(op, order, failure),
        8 => place.perform(op, order, failure),
        9 => place.perform(op, order, failure),
        10 => place.perform(op, order, failure),
        11 => place.perform(op, order, failure),
        12 => place.perform(op, order, failure),
        13 => place.perform(op, order, failure),
        14 => place.perform(op, order, failure),
        _ => place.perform(op, order, failure),
    }
}

/// The execution that a graph stands for.
fn execution_of(graph: &Graph, program: &Program, numbers: &Numbers) -> Execution {
    let mut execution = Execution::new(program.threads.len());
    let name = |id: EventId| match id {
        EventId::INIT => Source::Initial,
        EventId::NONE => Source::None,
        id => {
            let event = graph.event(id);
            Source::Event(numbers.threads[&event.thread()], event.index() as usize)
        }
    };
    for (&index, &thread) in &numbers.threads {
        let line: Vec<&Event> = graph.of_thread(index).iter().map(|&id| graph.event(id)).collect();
        let woken = |id: EventId| {
            let mut woken: Vec<usize> =
                graph.taken_out_by(id).iter().map(|thread| numbers.threads[thread]).collect();
            woken.sort_unstable();
            woken
        };
        let ids = graph.of_thread(index).iter();
        let acts = ids.map(|&id| {
            let event = graph.event(id);
            act(event, name(event.source()), woken(id), numbers)
        });
        let kept = events_that_count(thread, &program.threads[thread], &line);
        execution.threads[thread] = acts.take(kept).collect();
    }
    for (&index, &location) in &numbers.locations {
        let writes = graph.writes(index).map(name);
        execution.modification_orders[location] = writes.collect();
    }
    execution
}

fn act(event: &Event, source: Source, woken: Vec<usize>, numbers: &Numbers) -> Act {
    let request = event.request();
    if !event.is_access() {
        return Act::event(request.op, source, event.read());
    }
    let location = numbers.locations[&request.location];
    let written = event.is_write().then(|| event.written());
    Act::access(request.op, location, source, event.read(), written, woken)
}

/// How many of a thread's events are part of the execution: without waits that have not ended, and
/// without the last round of a loop that goes on for ever.
fn events_that_count(
    thread: usize,
    code: &[super::program::Instruction],
    line: &[&Event],
) -> usize {
    let mut machine = Machine::new(thread, Rounds::One);
    let mut round_began = 0;
    for (at, event) in line.iter().enumerate() {
        if event.is_waiting() {
            return round_or(at, round_began, &machine, code);
        }
        machine.next(code);
        if machine.is_at_loop(code) {
            round_began = at;
        }
        machine.answer(code, event.read(), event.is_write());
    }
    if machine.next(code) == Next::Round { round_began } else { line.len() }
}

/// A wait in the middle of a round belongs to that round.
fn round_or(
    at: usize,
    round_began: usize,
    machine: &Machine,
    code: &[super::program::Instruction],
) -> usize {
    if machine.is_within_loop(code) { round_began } else { at }
}
