//! What a pool does, one operation after the other.

use std::collections::{BTreeSet, VecDeque};
use std::mem::take;

use plainweave_pool::{Pending, ReturnWhen};

use super::{Answer, Ending, Operation, Stage, Told, any_of};
use crate::promise::Failure;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(super) max_workers: usize,
    /// Whose initializer panics, counted from 1; the pool's errors begin there.
    pub(super) fails: Option<usize>,
    /// How many workers there have ever been, and how many are idle. All others have a task.
    ever: usize,
    idle: usize,
    stage: Stage,
    tasks: Vec<Task>,
    queue: VecDeque<usize>,
    /// Of those that nobody will come across again.
    settled: BTreeSet<usize>,
    /// The futures that `as_completed` was asked for, and those that it has to give, in that order.
    pub(super) completed: Option<(BTreeSet<usize>, Vec<usize>)>,
    /// What the iterator of `map` has still to give.
    pub(super) map: Option<VecDeque<usize>>,
    /// How many callbacks were ever added.
    added: u32,
    /// Which ran in this operation, and how many panics the hook was told of.
    ran: Vec<u32>,
    reports: u32,
    pub(super) foretold: Option<Answer>,
}

#[derive(Clone, Debug)]
struct Task {
    state: State,
    /// Each with whether it panics.
    callbacks: Vec<(u32, bool)>,
    /// Whether the test has its future, which it has not of those of a `map`.
    has_future: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    Running,
    Value,
    Failed(Failure),
}

const CANCELLED: State = State::Failed(Failure::Cancelled);

impl Model {
    pub(super) fn of(max_workers: usize, fails: Option<usize>) -> Self {
        let (tasks, queue, settled, ran) = Default::default();
        let (ever, idle, added, reports) = (0, 0, 0, 0);
        let (stage, completed, map, foretold) = (Stage::Open, None, None, None);
        Self {
            max_workers,
            fails,
            ever,
            idle,
            stage,
            tasks,
            queue,
            settled,
            completed,
            map,
            added,
            ran,
            reports,
            foretold,
        }
    }

    fn numbers(&self, is_meant: impl Fn(&Task) -> bool) -> BTreeSet<usize> {
        (0..self.tasks.len()).filter(|number| is_meant(&self.tasks[*number])).collect()
    }

    pub(super) fn running(&self) -> BTreeSet<usize> {
        self.numbers(|task| task.state == State::Running)
    }

    pub(super) fn futures(&self) -> BTreeSet<usize> {
        self.numbers(|task| task.has_future)
    }

    /// The state of one of those whose futures there are, and its number.
    fn one(&self, which: usize) -> (usize, State) {
        let number = any_of(&self.futures(), which);
        (number, self.tasks[number].state)
    }

    fn is_waiting(&self, number: usize) -> bool {
        self.tasks[number].state == State::Waiting
    }

    /// Ends a task, and runs its callbacks.
    fn end(&mut self, number: usize, state: State) {
        self.tasks[number].state = state;
        for (callback, panics) in take(&mut self.tasks[number].callbacks) {
            self.ran.push(callback);
            self.reports += u32::from(panics);
        }
    }

    /// Nobody will come across this one again.
    fn settle(&mut self, number: usize) {
        self.settled.insert(number);
        if let Some((_, given)) = self.completed.as_mut().filter(|(all, _)| all.contains(&number)) {
            given.push(number);
        }
    }

    /// Takes all tasks that wait; those that were not cancelled before are now, or broken.
    fn empty_queue(&mut self, state: State) {
        for number in take(&mut self.queue) {
            if self.is_waiting(number) {
                self.end(number, state);
            }
            self.settle(number);
        }
    }

    fn accept(&mut self, has_future: bool) {
        self.queue.push_back(self.tasks.len());
        self.tasks.push(Task { state: State::Waiting, callbacks: Vec::new(), has_future });
        if self.idle > 0 {
            self.idle -= 1;
            self.go_on();
        } else if self.running().len() < self.max_workers {
            self.ever += 1;
            if self.fails == Some(self.ever) {
                self.stage = Stage::Broken;
                self.reports += 1;
                self.empty_queue(State::Failed(Failure::Broken));
            } else {
                self.go_on();
            }
        }
    }

    /// A worker looks what there is to do.
    fn go_on(&mut self) {
        while let Some(number) = self.queue.pop_front() {
            if self.is_waiting(number) {
                self.tasks[number].state = State::Running;
                return;
            }
            self.settle(number);
        }
        self.idle += usize::from(self.stage == Stage::Open);
    }

    fn close(&mut self, pending: Pending) {
        if self.stage == Stage::Open {
            self.stage = Stage::ShutDown;
        }
        self.idle = 0;
        if pending == Pending::Cancel {
            self.empty_queue(CANCELLED);
        }
    }

    fn cancel(&mut self, number: usize) -> bool {
        if self.is_waiting(number) {
            self.end(number, CANCELLED);
        }
        self.tasks[number].state == CANCELLED
    }

    /// Foretells what the pool will answer.
    pub(super) fn answer(&mut self, operation: Operation) {
        let told = self.foretell(operation);
        let (ran, reports) = (take(&mut self.ran), take(&mut self.reports));
        let running = self.running();
        let counts = [running.len() + self.idle, self.idle, self.queue.len()];
        self.foretold = Some(Answer { told, ran, reports, running, counts });
    }

    fn foretell(&mut self, operation: Operation) -> Told {
        match operation {
            Operation::Submit if self.stage == Stage::Open => self.accept(true),
            Operation::Map(items) if self.stage == Stage::Open || items == 0 => {
                self.map = Some((self.tasks.len()..).take(items).collect());
                (0..items).for_each(|_| self.accept(false));
            }
            Operation::Submit | Operation::Map(_) => {
                return Told::Refused(self.stage, self.tasks.len());
            }
            Operation::LetGo(which, ending) => {
                let number = any_of(&self.running(), which);
                let state = match ending {
                    Ending::Panic => State::Failed(Failure::Panicked),
                    Ending::Value | Ending::ShutDown => State::Value,
                };
                if let Ending::ShutDown = ending {
                    self.close(Pending::Finish);
                }
                self.end(number, state);
                self.settle(number);
                self.go_on();
            }
            Operation::Cancel(which) => return Told::Is(self.cancel(self.one(which).0)),
            Operation::Look(which) => {
                let (_, state) = self.one(which);
                let is_done = !matches!(state, State::Waiting | State::Running);
                return Told::State([is_done, state == State::Running, state == CANCELLED]);
            }
            Operation::Result(which) => return Told::Result(self.result(self.one(which).0)),
            Operation::Exception(which) => {
                return Told::Ended(match self.result(self.one(which).0) {
                    Err(Failure::Panicked) => Ok(true),
                    result => result.map(|_| false),
                });
            }
            Operation::AddCallback(which, panics) => {
                let (number, state) = self.one(which);
                self.tasks[number].callbacks.push((self.added, panics));
                self.added += 1;
                if !matches!(state, State::Waiting | State::Running) {
                    self.end(number, state);
                }
            }
            Operation::Wait(when) => {
                let all = self.futures();
                let done: BTreeSet<usize> = all.intersection(&self.settled).copied().collect();
                let has_failed = |number: &usize| matches!(self.result(*number), Err(failure) if failure != Failure::Cancelled);
                let is_enough = done.len() == all.len()
                    || match when {
                        ReturnWhen::FirstCompleted => !done.is_empty(),
                        ReturnWhen::FirstException => done.iter().any(has_failed),
                        ReturnWhen::AllCompleted => false,
                    };
                return Told::Waited(done, is_enough);
            }
            Operation::AsCompleted => {
                let all = self.futures();
                let given = all.intersection(&self.settled).copied().collect();
                self.completed = Some((all, given));
            }
            Operation::Completed => {
                let (all, given) = self.completed.take().expect("it is possible");
                let unfinished = all.len() - given.len();
                return Told::Completed(given, unfinished);
            }
            Operation::NextOfMap => {
                let next = self.map.as_mut().and_then(VecDeque::pop_front);
                let result = next.map(|number| self.result(number));
                if let (Some(number), Some(Err(_))) = (next, result) {
                    self.cancel(number);
                    self.drop_map();
                    self.map = Some(VecDeque::new());
                }
                return Told::Next(result);
            }
            Operation::DropMap => self.drop_map(),
            Operation::Close(pending) | Operation::ShutDown(pending) => self.close(pending),
            Operation::BuildWithoutWorkers => return Told::Is(false),
        }
        Told::Nothing
    }

    fn drop_map(&mut self) {
        for number in self.map.take().into_iter().flatten() {
            self.cancel(number);
        }
    }

    fn result(&self, number: usize) -> Result<usize, Failure> {
        match self.tasks[number].state {
            State::Waiting | State::Running => Err(Failure::TimedOut),
            State::Value => Ok(number),
            State::Failed(failure) => Err(failure),
        }
    }
}
