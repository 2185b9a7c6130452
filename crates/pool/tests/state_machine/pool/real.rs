//! A pool, and what the test holds of it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

use plainweave_pool::{
    AsCompleted, Builder, Deadline, Future, InsideWorker, Map, Pending, SubmitError, ThreadPool,
    as_completed_until, wait_until,
};

use super::model::Model;
use super::{Answer, Ending, Operation, Stage, Told, any_of};
use crate::PAST;
use crate::promise::Failure;

/// What the test shares with the tasks.
#[derive(Default)]
struct Gates {
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    /// Whose tasks are at the gate, and how those that were let go are to end.
    running: BTreeSet<usize>,
    endings: BTreeMap<usize, Box<dyn FnOnce() + Send>>,
    ran: Vec<u32>,
    reports: u32,
}

impl Gates {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("no panic")
    }

    /// What a task does.
    fn pass(&self, number: usize) -> usize {
        let mut inside = self.inside();
        inside.running.insert(number);
        let ending = loop {
            match inside.endings.remove(&number) {
                Some(ending) => break ending,
                None => inside = self.changed.wait(inside).expect("no panic"),
            }
        };
        inside.running.remove(&number);
        drop(inside);
        ending();
        number
    }

    fn let_go(&self, number: usize, ending: impl FnOnce() + Send + 'static) {
        let mut inside = self.inside();
        inside.running.remove(&number);
        inside.endings.insert(number, Box::new(ending));
        self.changed.notify_all();
    }
}

pub(crate) struct Real {
    pool: Arc<ThreadPool>,
    gates: Arc<Gates>,
    /// How many tasks were accepted, and the futures of some.
    tasks: usize,
    futures: BTreeMap<usize, Future<usize>>,
    completed: Option<AsCompleted<usize>>,
    map: Option<Map<usize>>,
    added: u32,
}

impl Real {
    pub(super) fn of(model: &Model) -> Self {
        let (max_workers, fails) = (model.max_workers, model.fails);
        let gates = Arc::<Gates>::default();
        let (reports, ever) = (Arc::clone(&gates), AtomicUsize::new(0));
        let builder = Builder::new().max_workers(max_workers).initializer(move || {
            if Some(ever.fetch_add(1, Relaxed) + 1) == fails {
                resume_unwind(Box::new("torn"));
            }
        });
        let pool = builder.on_panic(move |_| reports.inside().reports += 1).build();
        let (pool, futures) = (Arc::new(pool.expect("there are workers")), BTreeMap::new());
        Self { pool, gates, tasks: 0, futures, completed: None, map: None, added: 0 }
    }

    /// Does it, waits until the pool is at rest, and looks what has come of it.
    pub(super) fn answer(&mut self, operation: Operation, foretold: &Answer) -> Answer {
        let told = self.perform(operation, foretold);
        self.rest();
        let pool = &self.pool;
        let counts = [pool.workers(), pool.idle_workers(), pool.queued()];
        let mut inside = self.gates.inside();
        let (ran, reports) = (take(&mut inside.ran), take(&mut inside.reports));
        Answer { told, ran, reports, running: inside.running.clone(), counts }
    }

    /// Lets all tasks end, and waits for that.
    pub(super) fn finish(self) {
        self.open_gates();
        self.pool.shutdown(Pending::Finish).expect("the test is no worker");
        assert_eq!(self.pool.workers(), 0);
        assert!(self.futures.values().all(Future::is_done));
    }

    /// Waits until no worker is on its way. Once it is so, it stays so.
    fn rest(&self) {
        while self.pool.workers() != self.pool.idle_workers() + self.gates.inside().running.len() {
            thread::yield_now();
        }
    }

    fn open_gates(&self) {
        (0..self.tasks).for_each(|number| self.gates.let_go(number, || ()));
    }

    fn one(&self, which: usize) -> &Future<usize> {
        self.futures.values().nth(which % self.futures.len()).expect("there is one")
    }

    fn number(&self, future: &Future<usize>) -> usize {
        let is_it = |(_, other): &(&usize, &Future<usize>)| other.is_same(future);
        *self.futures.iter().find(is_it).expect("it is known").0
    }

    fn perform(&mut self, operation: Operation, foretold: &Answer) -> Told {
        match operation {
            Operation::Submit => {
                let (gates, number) = (Arc::clone(&self.gates), self.tasks);
                match self.pool.submit(move || gates.pass(number)) {
                    Ok(future) => {
                        self.futures.insert(number, future);
                        self.tasks += 1;
                    }
                    Err(error) => {
                        let stage = stage_of(&error);
                        self.gates.let_go(number, || ());
                        return Told::Refused(stage, error.into_task()());
                    }
                }
            }
            Operation::Map(items) => {
                let gates = Arc::clone(&self.gates);
                let numbers = (self.tasks..).take(items);
                match self.pool.map_until(move |number| gates.pass(number), numbers, PAST) {
                    Ok(map) => {
                        self.map = Some(map);
                        self.tasks += items;
                    }
                    Err(error) => return Told::Refused(stage_of(&error), error.into_task()),
                }
            }
            Operation::LetGo(which, ending) => {
                let number = any_of(&self.gates.inside().running, which);
                let pool = Arc::clone(&self.pool);
                self.gates.let_go(number, move || match ending {
                    Ending::Value => {}
                    Ending::Panic => resume_unwind(Box::new(number)),
                    Ending::ShutDown => {
                        assert_eq!(pool.shutdown(Pending::Finish), Err(InsideWorker));
                    }
                });
            }
            Operation::Cancel(which) => return Told::Is(self.one(which).cancel()),
            Operation::Look(which) => {
                let one = self.one(which);
                return Told::State([one.is_done(), one.is_running(), one.is_cancelled()]);
            }
            Operation::Result(which) => {
                let result = self.one(which).result_until(PAST);
                return Told::Result(result.map(|value| *value).map_err(Failure::from));
            }
            Operation::Exception(which) => {
                let ended = self.one(which).exception_until(PAST);
                return Told::Ended(ended.map(|panic| panic.is_some()).map_err(Failure::from));
            }
            Operation::AddCallback(which, panics) => {
                let (gates, number) = (Arc::clone(&self.gates), self.added);
                self.added += 1;
                self.one(which).add_done_callback(move |_| {
                    gates.inside().ran.push(number);
                    if panics {
                        resume_unwind(Box::new(number));
                    }
                });
            }
            Operation::Wait(when) => {
                let is_enough = matches!(foretold.told, Told::Waited(_, true));
                let waited = wait_until(self.futures.values(), when, PAST);
                let done = waited.done.iter().map(|future| self.number(future)).collect();
                let told = Told::Waited(done, is_enough);
                if is_enough && told == foretold.told {
                    wait_until(self.futures.values(), when, Deadline::NEVER);
                }
                return told;
            }
            Operation::AsCompleted => {
                self.completed = Some(as_completed_until(self.futures.values(), PAST));
            }
            Operation::Completed => {
                let (mut given, mut unfinished) = (Vec::new(), 0);
                for next in self.completed.take().expect("it is possible") {
                    match next {
                        Ok(future) => given.push(self.number(&future)),
                        Err(error) => unfinished = error.unfinished,
                    }
                }
                return Told::Completed(given, unfinished);
            }
            Operation::NextOfMap => {
                let next = self.map.as_mut().expect("it is possible").next();
                return Told::Next(next.map(|result| result.map_err(Failure::from)));
            }
            Operation::DropMap => self.map = None,
            Operation::Close(pending) => self.pool.close(pending),
            Operation::ShutDown(pending) => {
                self.pool.shutdown(pending).expect("the test is no worker");
            }
            Operation::BuildWithoutWorkers => {
                return Told::Is(Builder::new().max_workers(0).build().is_ok());
            }
        }
        Told::Nothing
    }
}

/// Also after a failure: dropping the pool waits for all tasks.
impl Drop for Real {
    fn drop(&mut self) {
        self.open_gates();
    }
}

fn stage_of<T>(error: &SubmitError<T>) -> Stage {
    match error {
        SubmitError::ShutDown(_) => Stage::ShutDown,
        SubmitError::Broken(_) => Stage::Broken,
        SubmitError::NoThread { .. } => Stage::Open,
    }
}
