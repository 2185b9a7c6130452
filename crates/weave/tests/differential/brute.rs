//! What the two enumerators have in common: where threads stand, and when they are stuck.

use plainweave_weave::raw::Op;

use super::key::Execution;
use super::machine::{Action, Machine, Next, Rounds, Step};
use super::program::{BARRIER, Program};
use super::quick::QuickSet;
use super::value::{Value, outcomes};

/// All executions of a program.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) complete: QuickSet<Execution>,
    pub(crate) deadlocks: QuickSet<Execution>,
}

/// The threads of a state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Threads<W> {
    /// `None` before its spawn.
    pub(crate) machines: Vec<Option<Machine>>,
    /// What took the thread out of the queue that it last went into.
    woken_by: Vec<Option<W>>,
    /// The values of the barrier, which only grows, and the writes that made them.
    arrivals: Vec<(u64, W)>,
}

/// What the threads can do next.
pub(crate) struct Situation {
    /// One entry a thread; `None` if it has ended or not begun.
    pub(crate) steps: Vec<Option<Step>>,
}

impl<W: Copy> Threads<W> {
    pub(crate) fn new(program: &Program) -> Self {
        let count = program.threads.len();
        let mut machines = vec![None; count];
        machines[0] = Some(Machine::new(0, Rounds::One));
        Self { machines, woken_by: vec![None; count], arrivals: Vec::new() }
    }

    /// `None` if what follows counts for nothing: a thread has been stopped, or has gone round a loop
    /// in vain (the execution without that round is another one).
    pub(crate) fn situation(&mut self, program: &Program) -> Option<Situation> {
        let mut steps = Vec::new();
        for (machine, code) in self.machines.iter_mut().zip(&program.threads) {
            steps.push(match machine.as_mut().map(|machine| machine.next(code)) {
                None | Some(Next::End) => None,
                Some(Next::Step(step)) => Some(step),
                Some(Next::Stop | Next::Round) => return None,
            });
        }
        Some(Situation { steps })
    }

    pub(crate) fn has_ended(&self, thread: usize, situation: &Situation) -> bool {
        self.machines[thread].is_some() && situation.steps[thread].is_none()
    }

    /// Whether a step that is no access can be taken.
    pub(crate) fn is_enabled(&self, thread: usize, action: Action, situation: &Situation) -> bool {
        match action {
            Action::Join(child) => self.has_ended(child, situation),
            Action::Woken(..) => self.woken_by[thread].is_some(),
            Action::Reached(location, least) => self.reached(location, least).is_some(),
            _ => true,
        }
    }

    pub(crate) fn woken_by(&self, thread: usize) -> Option<W> {
        self.woken_by[thread]
    }

    /// A queue operation `write` of `thread` has changed who waits.
    pub(crate) fn note_waiters(
        &mut self,
        thread: usize,
        write: W,
        op: Op,
        was: &Value,
        is: &Value,
    ) {
        if matches!(op, Op::Enqueue | Op::QueueUnlock(true)) {
            self.woken_by[thread] = None;
        }
        for &waiter in was.waiters.iter().filter(|waiter| !is.waiters.contains(waiter)) {
            self.woken_by[waiter] = Some(write);
        }
    }

    /// The first write that made the barrier's value at least this.
    pub(crate) fn reached(&self, location: usize, least: u64) -> Option<W> {
        let of_barrier = self.arrivals.iter().filter(|_| location == BARRIER);
        of_barrier.copied().find(|&(value, _)| value >= least).map(|(_, write)| write)
    }

    pub(crate) fn note_arrival(&mut self, location: usize, write: W, is: &Value) {
        if location == BARRIER {
            self.arrivals.push((is.word, write));
        }
    }

    pub(crate) fn start(&mut self, child: usize) {
        self.machines[child] = Some(Machine::new(child, Rounds::One));
    }

    pub(crate) fn answer(&mut self, thread: usize, program: &Program, value: u64, wrote: bool) {
        if let Some(machine) = &mut self.machines[thread] {
            machine.answer(&program.threads[thread], value, wrote);
        }
    }

    /// Whether all threads that have not ended wait for ever, given the newest values.
    pub(crate) fn is_deadlock(
        &self,
        program: &Program,
        situation: &Situation,
        newest: impl Fn(usize) -> Value,
    ) -> bool {
        let mut unfinished = situation
            .steps
            .iter()
            .enumerate()
            .filter_map(|(thread, step)| step.map(|step| (thread, step)))
            .peekable();
        unfinished.peek().is_some()
            && unfinished.all(|(thread, step)| match step.action {
                Action::Access(location, op) => {
                    outcomes(op, thread, &newest(location)).is_empty()
                        || self.goes_round(thread, program, &newest)
                }
                // A time limit would end the wait.
                Action::Woken(_, true) => false,
                action => !self.is_enabled(thread, action, situation),
            })
    }

    /// Whether a thread stands at a loop whose next round, with these values, fails.
    fn goes_round(
        &self,
        thread: usize,
        program: &Program,
        newest: &impl Fn(usize) -> Value,
    ) -> bool {
        let code = &program.threads[thread];
        let Some(mut machine) = self.machines[thread].clone() else { return false };
        if !machine.is_at_loop(code) {
            return false;
        }
        let start = machine.position();
        loop {
            match machine.next(code) {
                Next::Round => return true,
                Next::Step(Step { action: Action::Access(location, op), .. }) => {
                    let outcomes = outcomes(op, thread, &newest(location));
                    let Some(outcome) = outcomes.first() else { return true };
                    if outcome.after.is_some() {
                        return false;
                    }
                    machine.answer(code, outcome.read, false);
                    if machine.position() != start {
                        return false;
                    }
                }
                Next::Step(Step { action: Action::Fence, .. }) => {
                    machine.answer(code, 0, false);
                    if machine.position() != start {
                        return false;
                    }
                }
                _ => return false,
            }
        }
    }
}
