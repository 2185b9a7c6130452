//! `Threads`: who is alive, and how each has ended.
//!
//! The threads are real, and each goes on until the test lets it go. Now and then there is none to be had.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};

use plainweave_sync::{Event, JoinError, JoinItself, SpawnError};
use proptest::prelude::*;

use crate::scarce::{Scarce, leave_threads};
use crate::{Compared, PAST};

type Thread = plainweave_sync::Thread<Scarce>;
type Threads = plainweave_sync::Threads<Scarce>;
type JoinHandle = plainweave_sync::JoinHandle<u32, Scarce>;

pub(crate) struct Roll;

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    threads: Vec<One>,
    /// How many were started without a name.
    numbered: u32,
    /// Of whom the hook was told.
    told: Vec<String>,
    has_hook: bool,
}

#[derive(Clone, Debug)]
struct One {
    name: String,
    is_daemon: bool,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Alive,
    /// And whether it panicked.
    Over(bool),
    Joined,
}

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// With a name of its own, and as a daemon or not, or as it comes.
    Spawn(Option<u8>, Option<bool>),
    /// The same when there is no thread to be had.
    SpawnInVain(Option<u8>, Option<bool>),
    /// Each with any of the threads. Lets it end, or panic.
    LetGo(usize, bool),
    Look(usize),
    JoinTooLate(usize),
    /// Takes its result.
    Join(usize),
    JoinMain,
    Enumerate,
    ActiveCount,
    SetHook,
}
use Operation::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Its name, whether it is a daemon, and alive.
    One(String, bool, bool),
    IsOver(Result<bool, JoinItself>),
    Result(Result<u32, Option<String>>),
    Names(Vec<String>),
    Count(usize),
    /// Of whom the hook was told so far.
    Told(Vec<String>),
    /// Whether a thread was refused, and its body is gone.
    Refused(bool, bool),
    Nothing,
}

pub(crate) struct Real {
    threads: Threads,
    started: Vec<Started>,
    told: Arc<Mutex<Vec<String>>>,
}

struct Started {
    thread: Thread,
    handle: Option<JoinHandle>,
    go: Arc<Event>,
    panics: Arc<Event>,
}

impl Model {
    fn one(&mut self, number: usize) -> &mut One {
        let number = number % self.threads.len();
        &mut self.threads[number]
    }

    fn alive(&self) -> impl Iterator<Item = &One> {
        self.threads.iter().filter(|one| one.stage == Stage::Alive)
    }
}

impl Real {
    fn one(&mut self, number: usize) -> &mut Started {
        let number = number % self.started.len();
        &mut self.started[number]
    }

    fn spawn(&mut self, name: Option<u8>, is_daemon: Option<bool>) -> Answer {
        let [go, panics] = [(); 2].map(|()| Arc::new(Event::new()));
        let handle = self.start(name, is_daemon, &go, &panics);
        let handle = handle.expect("there is a thread to be had");
        let thread = handle.thread().clone();
        let answer = looked_at(&thread);
        self.started.push(Started { thread, handle: Some(handle), go, panics });
        answer
    }

    fn start(
        &self,
        name: Option<u8>,
        is_daemon: Option<bool>,
        go: &Arc<Event>,
        panics: &Arc<Event>,
    ) -> Result<JoinHandle, SpawnError> {
        let (go, panics) = (Arc::clone(go), Arc::clone(panics));
        let builder = self.threads.builder();
        let builder = if let Some(name) = name { builder.name(named(name)) } else { builder };
        let builder = if let Some(is) = is_daemon { builder.daemon(is) } else { builder };
        builder.spawn(move || {
            go.wait();
            if panics.is_set() {
                resume_unwind(Box::new("torn"));
            }
            7
        })
    }

    fn start_in_vain(&self, name: Option<u8>, is_daemon: Option<bool>) -> Answer {
        let [go, panics] = [(); 2].map(|()| Arc::new(Event::new()));
        leave_threads(0);
        let started = self.start(name, is_daemon, &go, &panics);
        leave_threads(u32::MAX);
        Answer::Refused(started.is_err(), Arc::strong_count(&go) == 1)
    }
}

fn named(name: u8) -> String {
    format!("worker-{name}")
}

fn looked_at(thread: &Thread) -> Answer {
    Answer::One(thread.name().to_owned(), thread.is_daemon(), thread.is_alive())
}

impl Compared for Roll {
    type Model = Model;
    type Real = Real;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn real(_: &Model) -> Real {
        Real { threads: Threads::new_in(), started: Vec::new(), told: Arc::default() }
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        let any_one = any::<usize>;
        prop_oneof![
            4 => any::<(Option<u8>, Option<bool>)>().prop_map(|(name, is)| Spawn(name, is)),
            1 => any::<(Option<u8>, Option<bool>)>().prop_map(|(name, is)| SpawnInVain(name, is)),
            4 => (any_one(), any::<bool>()).prop_map(|(number, panics)| LetGo(number, panics)),
            2 => any_one().prop_map(Look),
            2 => any_one().prop_map(JoinTooLate),
            2 => any_one().prop_map(Join),
            1 => Just(JoinMain),
            3 => Just(Enumerate),
            2 => Just(ActiveCount),
            1 => Just(SetHook),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        let at = |number: &usize| model.threads.get(number % model.threads.len().max(1));
        match operation {
            Spawn(..) => model.threads.len() < 6,
            LetGo(number, _) => at(number).is_some_and(|one| one.stage == Stage::Alive),
            Join(number) => at(number).is_some_and(|one| matches!(one.stage, Stage::Over(_))),
            Look(number) | JoinTooLate(number) => at(number).is_some(),
            SpawnInVain(..) | JoinMain | Enumerate | ActiveCount | SetHook => true,
        }
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        match *operation {
            Spawn(name, is_daemon) => {
                model.numbered += u32::from(name.is_none());
                let name = name.map_or(format!("Thread-{}", model.numbered), named);
                let is_daemon = is_daemon.unwrap_or(false);
                let answer = Answer::One(name.clone(), is_daemon, true);
                model.threads.push(One { name, is_daemon, stage: Stage::Alive });
                answer
            }
            SpawnInVain(name, _) => {
                // Its number is used up.
                model.numbered += u32::from(name.is_none());
                Answer::Refused(true, true)
            }
            LetGo(number, panics) => {
                let one = model.one(number);
                one.stage = Stage::Over(panics);
                let name = one.name.clone();
                if panics && model.has_hook {
                    model.told.push(name);
                }
                Answer::Told(model.told.clone())
            }
            Look(number) => {
                let One { name, is_daemon, stage } = model.one(number);
                Answer::One(name.clone(), *is_daemon, *stage == Stage::Alive)
            }
            JoinTooLate(number) => Answer::IsOver(Ok(model.one(number).stage != Stage::Alive)),
            Join(number) => {
                let stage = std::mem::replace(&mut model.one(number).stage, Stage::Joined);
                let has_panicked = stage == Stage::Over(true);
                Answer::Result(if has_panicked { Err(Some("torn".to_owned())) } else { Ok(7) })
            }
            JoinMain => Answer::IsOver(Err(JoinItself)),
            Enumerate => {
                let names = model.alive().map(|one| one.name.clone());
                Answer::Names(std::iter::once("MainThread".to_owned()).chain(names).collect())
            }
            ActiveCount => Answer::Count(model.alive().count() + 1),
            SetHook => {
                model.has_hook = true;
                Answer::Nothing
            }
        }
    }

    fn perform(real: &mut Real, operation: Operation) -> Answer {
        match operation {
            Spawn(name, is_daemon) => real.spawn(name, is_daemon),
            SpawnInVain(name, is_daemon) => real.start_in_vain(name, is_daemon),
            LetGo(number, panics) => {
                let one = real.one(number);
                if panics {
                    one.panics.set();
                }
                one.go.set();
                one.thread.join().expect("it is another thread");
                Answer::Told(real.told.lock().expect("no panic").clone())
            }
            Look(number) => looked_at(&real.one(number).thread),
            JoinTooLate(number) => Answer::IsOver(real.one(number).thread.join_until(PAST)),
            Join(number) => {
                let handle = real.one(number).handle.take().expect("it is joined once");
                Answer::Result(handle.join().map_err(|error| match error {
                    JoinError::Panicked(panic) => panic.message().map(str::to_owned),
                    JoinError::Itself(_) => None,
                }))
            }
            JoinMain => Answer::IsOver(real.threads.main().join().map(|()| true)),
            Enumerate => {
                let alive = real.threads.enumerate();
                Answer::Names(alive.iter().map(|thread| thread.name().to_owned()).collect())
            }
            ActiveCount => Answer::Count(real.threads.active_count()),
            SetHook => {
                let told = Arc::clone(&real.told);
                real.threads.set_hook(move |thread: &Thread, _: &_| {
                    told.lock().expect("no panic").push(thread.name().to_owned());
                });
                Answer::Nothing
            }
        }
    }

    fn finish(real: Real) {
        for one in &real.started {
            one.go.set();
            one.thread.join().expect("it is another thread");
        }
        assert_eq!(real.threads.active_count(), 1);
    }
}
