//! Sequential consistency by its definition: every interleaving, with one memory.
//!
//! Two states with the same partial execution are the same state, so each is gone on from once. A
//! step that no other thread can notice, now or later, goes first and alone.

use plainweave_weave::raw::Op;

use super::brute::{Found, Situation, Threads};
use super::key::{Act, Execution, Source};
use super::machine::{Action, Step};
use super::program::{LOCATIONS, Program};
use super::quick::QuickSet;
use super::value::{Outcome, Value, outcomes};

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    threads: Threads<Source>,
    memory: Vec<Value>,
    newest: Vec<Source>,
    execution: Execution,
}

/// All executions; `None` if there are more than `limit` states.
pub(crate) fn enumerate(program: &Program, limit: usize) -> Option<Found> {
    let first = State {
        threads: Threads::new(program),
        memory: vec![Value::default(); LOCATIONS],
        newest: vec![Source::Initial; LOCATIONS],
        execution: Execution::new(program.threads.len()),
    };
    let mut found = Found::default();
    let mut seen = QuickSet::default();
    let mut stack = vec![first];
    while let Some(mut state) = stack.pop() {
        let Some(situation) = state.threads.situation(program) else { continue };
        if !seen.insert(state.clone()) {
            continue;
        }
        if seen.len() > limit {
            return None;
        }
        if situation.steps.iter().all(Option::is_none) {
            found.complete.insert(state.execution);
            continue;
        }
        let newest = |location: usize| state.memory[location].clone();
        if state.threads.is_deadlock(program, &situation, newest) {
            found.deadlocks.insert(state.execution.clone());
        }
        state.expand(program, &situation, &mut stack);
    }
    Some(found)
}

impl State {
    fn expand(&self, program: &Program, situation: &Situation, stack: &mut Vec<Self>) {
        let steps = || {
            situation.steps.iter().enumerate().filter_map(|(at, step)| step.map(|step| (at, step)))
        };
        let unnoticed = steps().find(|&(thread, step)| {
            !matches!(step.action, Action::Access(..))
                && self.threads.is_enabled(thread, step.action, situation)
        });
        if let Some((thread, step)) = unnoticed {
            return self.take(thread, step, program, stack);
        }
        for (thread, step) in steps() {
            let Action::Access(location, op) = step.action else { continue };
            for outcome in outcomes(op, thread, &self.memory[location]) {
                stack.push(self.access(thread, (location, op), outcome, program));
            }
        }
    }

    fn take(&self, thread: usize, step: Step, program: &Program, stack: &mut Vec<Self>) {
        let (op, source, count) = match step.action {
            Action::Access(..) => return,
            Action::Fence => (Op::Fence, Source::None, 1),
            Action::Choose(count) => (Op::Choose(count), Source::None, u64::from(count)),
            Action::Spawn(_) => (Op::Spawn(0), Source::None, 1),
            Action::Join(_) => (Op::Join(0), Source::None, 1),
            Action::Reached(location, least) => {
                let write = self.threads.reached(location, least);
                (Op::Reached(least, false), write.unwrap_or(Source::None), 1)
            }
            Action::Woken(_, timed) => {
                (Op::Woken(timed), self.threads.woken_by(thread).unwrap_or(Source::None), 1)
            }
        };
        for value in 0..count {
            let mut next = self.clone();
            next.execution.threads[thread].push(Act::event(op, source, value));
            if let Action::Spawn(child) = step.action {
                next.threads.start(child);
            }
            next.threads.answer(thread, program, value, false);
            stack.push(next);
        }
    }

    fn access(
        &self,
        thread: usize,
        (location, op): (usize, Op),
        outcome: Outcome,
        program: &Program,
    ) -> Self {
        let mut next = self.clone();
        let this = Source::Event(thread, self.execution.threads[thread].len());
        let source = if matches!(op, Op::Store(_)) { Source::None } else { self.newest[location] };
        let written = outcome.after.as_ref().map(|after| after.word);
        next.execution.threads[thread].push(Act::access(
            op,
            location,
            source,
            outcome.read,
            written,
            outcome.woken(&self.memory[location]),
        ));
        next.threads.answer(thread, program, outcome.read, written.is_some());
        if let Some(after) = outcome.after {
            next.threads.note_waiters(thread, this, op, &self.memory[location], &after);
            next.threads.note_arrival(location, this, &after);
            next.memory[location] = after;
            next.newest[location] = this;
            next.execution.modification_orders[location].push(this);
        }
        next
    }
}
