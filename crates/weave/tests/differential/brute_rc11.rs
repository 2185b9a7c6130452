//! RC11 by its definition: every graph of reads-from and modification order is grown, event by event,
//! and the axioms are evaluated on each. (They are closed under prefixes of `po ∪ rf`.)
//!
//! An event that reads nothing can be added at once without losing a graph, since writes may be put
//! anywhere in modification order; so it goes first and alone.

use plainweave_weave::raw::Op;

use super::axioms::{Candidate, Node};
use super::brute::{Found, Situation, Threads};
use super::key::{Act, Execution, Source};
use super::machine::{Action, Next, Step};
use super::program::{LOCATIONS, Program, Strength};
use super::quick::QuickSet;
use super::relation::NODES;
use super::value::{Outcome, Value, outcomes};

#[derive(Clone)]
struct Event {
    thread: usize,
    op: Op,
    location: Option<usize>,
    order: Strength,
    source: Option<usize>,
    read: u64,
    after: Option<Value>,
    woken: Vec<usize>,
    /// Of a spawn or join.
    child: usize,
}

impl Event {
    /// Comes after a write without reading it.
    fn waits_for_write(&self) -> bool {
        matches!(self.op, Op::Woken(_) | Op::Reached(..))
    }
}

#[derive(Clone)]
struct State {
    threads: Threads<usize>,
    events: Vec<Event>,
    modification_orders: Vec<Vec<usize>>,
}

/// All executions; `None` if there are more than `limit` states, or graphs that are too large.
pub(crate) fn enumerate(program: &Program, limit: usize) -> Option<Found> {
    let first = State {
        threads: Threads::new(program),
        events: Vec::new(),
        modification_orders: vec![Vec::new(); LOCATIONS],
    };
    let mut found = Found::default();
    let mut seen = QuickSet::default();
    let mut stack = vec![first];
    while let Some(mut state) = stack.pop() {
        let Some(situation) = state.threads.situation(program) else { continue };
        if state.events.len() + 2 * program.threads.len() > NODES || seen.len() > limit {
            return None;
        }
        let execution = state.execution(program);
        if !seen.insert(execution.clone()) || !state.is_consistent(program) {
            continue;
        }
        if situation.steps.iter().all(Option::is_none) {
            found.complete.insert(execution);
            continue;
        }
        if state.threads.is_deadlock(program, &situation, |location| state.newest(location)) {
            found.deadlocks.insert(execution);
        }
        state.expand(program, &situation, &mut stack);
    }
    Some(found)
}

impl State {
    /// The write that stands at `position` in modification order: 0 is the initial one.
    fn write_at(&self, location: usize, position: usize) -> Option<usize> {
        position.checked_sub(1).map(|before| self.modification_orders[location][before])
    }

    fn value(&self, write: Option<usize>) -> Value {
        write.and_then(|write| self.events[write].after.clone()).unwrap_or_default()
    }

    fn newest(&self, location: usize) -> Value {
        self.value(self.modification_orders[location].last().copied())
    }

    fn expand(&self, program: &Program, situation: &Situation, stack: &mut Vec<Self>) {
        let steps = || {
            situation.steps.iter().enumerate().filter_map(|(at, step)| step.map(|step| (at, step)))
        };
        let reads_nothing = steps().find(|&(thread, step)| match step.action {
            Action::Access(_, op) => matches!(op, Op::Store(_)),
            action => self.threads.is_enabled(thread, action, situation),
        });
        if let Some((thread, step)) = reads_nothing {
            return match step.action {
                Action::Access(location, op) => {
                    self.store(thread, step, (location, op), program, stack);
                }
                _ => self.take(thread, step, program, stack),
            };
        }
        for (thread, step) in steps() {
            if let Action::Access(location, op) = step.action {
                self.read(thread, step, (location, op), program, stack);
            }
        }
    }

    /// With the write at each place in modification order.
    fn store(
        &self,
        thread: usize,
        step: Step,
        (location, op): (usize, Op),
        program: &Program,
        stack: &mut Vec<Self>,
    ) {
        for position in 0..=self.modification_orders[location].len() {
            for outcome in outcomes(op, thread, &Value::default()) {
                let mut next = self.clone();
                next.modification_orders[location].insert(position, self.events.len());
                next.push(thread, step.order, (location, op), None, outcome, program);
                stack.push(next);
            }
        }
    }

    /// From each write; if it writes, right behind that.
    fn read(
        &self,
        thread: usize,
        step: Step,
        (location, op): (usize, Op),
        program: &Program,
        stack: &mut Vec<Self>,
    ) {
        for position in 0..=self.modification_orders[location].len() {
            let source = self.write_at(location, position);
            let before = self.value(source);
            for outcome in outcomes(op, thread, &before) {
                let mut next = self.clone();
                let mut order = step.order;
                if let Some(after) = &outcome.after {
                    let write = self.events.len();
                    next.modification_orders[location].insert(position, write);
                    next.threads.note_waiters(thread, write, op, &before, after);
                    next.threads.note_arrival(location, write, after);
                } else if matches!(op, Op::Cas { .. } | Op::AddIf(..)) {
                    order = step.failure;
                }
                next.push(thread, order, (location, op), source, outcome, program);
                stack.push(next);
            }
        }
    }

    fn push(
        &mut self,
        thread: usize,
        order: Strength,
        (location, op): (usize, Op),
        source: Option<usize>,
        outcome: Outcome,
        program: &Program,
    ) {
        self.threads.answer(thread, program, outcome.read, outcome.after.is_some());
        self.events.push(Event {
            thread,
            op,
            location: Some(location),
            order,
            source,
            read: outcome.read,
            woken: outcome.woken(&self.value(source)),
            after: outcome.after,
            child: 0,
        });
    }

    fn take(&self, thread: usize, step: Step, program: &Program, stack: &mut Vec<Self>) {
        let (op, child, count) = match step.action {
            Action::Access(..) => return,
            Action::Fence => (Op::Fence, 0, 1),
            Action::Choose(count) => (Op::Choose(count), 0, u64::from(count)),
            Action::Spawn(child) => (Op::Spawn(0), child, 1),
            Action::Join(child) => (Op::Join(0), child, 1),
            Action::Woken(_, timed) => (Op::Woken(timed), 0, 1),
            Action::Reached(_, least) => (Op::Reached(least, false), 0, 1),
        };
        let source = match step.action {
            Action::Woken(..) => self.threads.woken_by(thread),
            Action::Reached(location, least) => self.threads.reached(location, least),
            _ => None,
        };
        for value in 0..count {
            let mut next = self.clone();
            let event = Event {
                thread,
                op,
                location: None,
                order: step.order,
                source,
                read: value,
                after: None,
                woken: Vec::new(),
                child,
            };
            next.events.push(event);
            if let Action::Spawn(child) = step.action {
                next.threads.start(child);
            }
            next.threads.answer(thread, program, value, false);
            stack.push(next);
        }
    }

    fn execution(&self, program: &Program) -> Execution {
        let mut execution = Execution::new(program.threads.len());
        let mut names = Vec::new();
        for event in &self.events {
            let line = &mut execution.threads[event.thread];
            names.push(Source::Event(event.thread, line.len()));
            let source = event.source.map_or(Source::Initial, |source| names[source]);
            line.push(match event.location {
                None if event.waits_for_write() => Act::event(event.op, source, 0),
                None => Act::event(event.op, Source::None, event.read),
                Some(at) => {
                    let is_store = matches!(event.op, Op::Store(_));
                    let source = if is_store { Source::None } else { source };
                    let written = event.after.as_ref().map(|after| after.word);
                    Act::access(event.op, at, source, event.read, written, event.woken.clone())
                }
            });
        }
        for (order, writes) in
            execution.modification_orders.iter_mut().zip(&self.modification_orders)
        {
            order.extend(writes.iter().map(|&write| names[write]));
        }
        execution
    }

    /// With a first and a last event for each thread.
    fn is_consistent(&self, program: &Program) -> bool {
        let threads = program.threads.len();
        let nothing = |thread| Node {
            thread,
            location: None,
            reads: false,
            writes: false,
            is_fence: false,
            order: Strength::Rlx,
            source: None,
        };
        let mut nodes: Vec<Node> = (0..threads).map(nothing).collect();
        let shift = |event: usize| threads + event;
        nodes.extend(self.events.iter().map(|event| Node {
            thread: event.thread,
            location: event.location,
            reads: event.location.is_some() && !matches!(event.op, Op::Store(_)),
            writes: event.after.is_some(),
            is_fence: event.op == Op::Fence,
            order: event.order,
            source: event.location.and(event.source).map(shift),
        }));
        let last = nodes.len();
        nodes.extend((0..threads).map(nothing));
        let mut additional = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            match event.op {
                Op::Spawn(_) => additional.push((shift(at), event.child)),
                Op::Join(_) => additional.push((last + event.child, shift(at))),
                // A wake-up that does not acquire orders nothing.
                Op::Woken(_) | Op::Reached(..) if event.order.acquires() => {
                    additional.extend(event.source.map(|source| (shift(source), shift(at))));
                }
                _ => {}
            }
        }
        let modification_orders: Vec<Vec<usize>> = self
            .modification_orders
            .iter()
            .map(|order| order.iter().map(|&write| shift(write)).collect())
            .collect();
        self.ends_only_what_ended(program, last, &mut nodes);
        let told = self.told_by_users(shift);
        Candidate {
            nodes: &nodes,
            modification_orders: &modification_orders,
            additional: &additional,
            told: &told,
        }
        .is_consistent()
    }

    /// Users of a queue before it was locked, and the event right behind the lock: it sees what they
    /// knew, even where the queue orders nothing.
    fn told_by_users(&self, shift: impl Fn(usize) -> usize) -> Vec<(usize, usize)> {
        let mut told = Vec::new();
        for (locked, event) in self.events.iter().enumerate() {
            let Some(queue) = event.location.filter(|_| event.op == Op::QueueLock) else {
                continue;
            };
            let behind = self.events[locked + 1..].iter().position(|e| e.thread == event.thread);
            let Some(next) = behind.map(|at| locked + 1 + at) else { continue };
            if self.events[next].location != Some(queue) {
                let users = self.modification_orders[queue].iter();
                let earlier = users.take_while(|&&user| user != locked);
                told.extend(earlier.map(|&user| (shift(user), shift(next))));
            }
        }
        told
    }

    /// The last event of a thread that goes on belongs to no thread yet.
    fn ends_only_what_ended(&self, program: &Program, last: usize, nodes: &mut [Node]) {
        for (thread, machine) in self.threads.machines.iter().enumerate() {
            let ended = machine
                .clone()
                .is_some_and(|mut machine| machine.next(&program.threads[thread]) == Next::End);
            if !ended {
                nodes[last + thread].thread = last + thread;
            }
        }
    }
}
