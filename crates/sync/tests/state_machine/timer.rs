//! `Timer`: whether its call was prevented, or made, or is being made.
//!
//! Its time is either long ago or never comes. A call that is made goes on until the test lets it go.

use std::panic::resume_unwind;
use std::sync::Arc;

use plainweave_sync::{CancelOutcome, Deadline, Event, JoinError, Native, Threads, Timer};
use proptest::prelude::*;

use crate::{Compared, PAST};

pub(crate) struct Clock;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stage {
    Waiting,
    Prevented,
    Running,
    /// And whether the call panicked.
    Done(bool),
    /// Nobody asks any more.
    Joined,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    /// Its time has come.
    StartNow,
    StartForEver,
    /// Each with any of the timers.
    Cancel(usize),
    CancelElsewhere(usize),
    /// Lets the call end, or panic.
    LetGo(usize, bool),
    IsAlive(usize),
    Join(usize),
}
use Operation::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Cancelled(CancelOutcome),
    Is(bool),
    Joined(Result<Option<u32>, Option<String>>),
    Nothing,
}

pub(crate) struct Real {
    threads: Threads,
    timers: Vec<One>,
}

struct One {
    timer: Option<Timer<u32>>,
    begun: Arc<Event>,
    go: Arc<Event>,
    panics: Arc<Event>,
}

impl Real {
    fn start(&mut self, deadline: Deadline) {
        let [begun, go, panics] = [(); 3].map(|()| Arc::new(Event::new()));
        let theirs = [&begun, &go, &panics].map(Arc::clone);
        let call = move || {
            let [begun, go, panics] = theirs;
            begun.set();
            go.wait();
            if panics.is_set() {
                resume_unwind(Box::new("torn"));
            }
            7
        };
        let timer = self.threads.builder().start_timer(deadline, call);
        let timer = Some(timer.expect("there is a thread to be had"));
        if deadline.is_timed() {
            begun.wait();
        }
        self.timers.push(One { timer, begun, go, panics });
    }

    fn one(&mut self, number: usize) -> &mut One {
        let number = number % self.timers.len();
        &mut self.timers[number]
    }
}

impl One {
    fn timer(&self) -> &Timer<u32> {
        self.timer.as_ref().expect("it has not been joined")
    }

    fn let_go(&self, panics: bool) {
        if panics {
            self.panics.set();
        }
        self.go.set();
        self.timer().thread().join().expect("it is another thread");
    }
}

fn stage<'a>(model: &'a mut [Stage], number: &usize) -> &'a mut Stage {
    let number = number % model.len();
    &mut model[number]
}

impl Compared for Clock {
    type Model = Vec<Stage>;
    type Real = Real;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Vec<Stage>> {
        Just(Vec::new()).boxed()
    }

    fn real(_: &Vec<Stage>) -> Real {
        Real { threads: Threads::<Native>::new_in(), timers: Vec::new() }
    }

    fn operations(_: &Vec<Stage>) -> BoxedStrategy<Operation> {
        prop_oneof![
            2 => Just(StartNow),
            2 => Just(StartForEver),
            4 => any::<usize>().prop_map(Cancel),
            1 => any::<usize>().prop_map(CancelElsewhere),
            3 => (any::<usize>(), any::<bool>()).prop_map(|(number, panics)| LetGo(number, panics)),
            2 => any::<usize>().prop_map(IsAlive),
            2 => any::<usize>().prop_map(Join),
        ]
        .boxed()
    }

    fn is_possible(model: &Vec<Stage>, operation: &Operation) -> bool {
        let at = |number: &usize| model.get(number % model.len().max(1)).copied();
        match operation {
            StartNow | StartForEver => true,
            LetGo(number, _) => at(number) == Some(Stage::Running),
            // Whether the thread of a timer that was prevented has ended by now, nobody knows.
            IsAlive(number) => {
                matches!(at(number), Some(Stage::Waiting | Stage::Running | Stage::Done(_)))
            }
            Join(number) => matches!(at(number), Some(Stage::Prevented | Stage::Done(_))),
            Cancel(number) | CancelElsewhere(number) => {
                at(number).is_some_and(|stage| stage != Stage::Joined)
            }
        }
    }

    fn foretell(model: &mut Vec<Stage>, operation: &Operation) -> Answer {
        match operation {
            StartNow => {
                model.push(Stage::Running);
                Answer::Nothing
            }
            StartForEver => {
                model.push(Stage::Waiting);
                Answer::Nothing
            }
            Cancel(number) | CancelElsewhere(number) => {
                let stage = stage(model, number);
                Answer::Cancelled(match *stage {
                    Stage::Waiting | Stage::Prevented => {
                        *stage = Stage::Prevented;
                        CancelOutcome::Prevented
                    }
                    Stage::Running => CancelOutcome::Running,
                    Stage::Done(_) | Stage::Joined => CancelOutcome::Done,
                })
            }
            LetGo(number, panics) => {
                *stage(model, number) = Stage::Done(*panics);
                Answer::Nothing
            }
            IsAlive(number) => Answer::Is(!matches!(stage(model, number), Stage::Done(_))),
            Join(number) => {
                let stage = std::mem::replace(stage(model, number), Stage::Joined);
                Answer::Joined(match stage {
                    Stage::Done(true) => Err(Some("torn".to_owned())),
                    Stage::Done(false) => Ok(Some(7)),
                    _ => Ok(None),
                })
            }
        }
    }

    fn perform(real: &mut Real, operation: Operation) -> Answer {
        match operation {
            StartNow => {
                real.start(PAST);
                Answer::Nothing
            }
            StartForEver => {
                real.start(Deadline::NEVER);
                Answer::Nothing
            }
            Cancel(number) => Answer::Cancelled(real.one(number).timer().cancel()),
            CancelElsewhere(number) => {
                let timer = real.one(number).timer();
                Answer::Cancelled(crate::elsewhere(|| timer.cancel()))
            }
            LetGo(number, panics) => {
                real.one(number).let_go(panics);
                Answer::Nothing
            }
            IsAlive(number) => Answer::Is(real.one(number).timer().thread().is_alive()),
            Join(number) => {
                let timer = real.one(number).timer.take().expect("it has not been joined");
                Answer::Joined(timer.join().map_err(|error| match error {
                    JoinError::Panicked(panic) => panic.message().map(str::to_owned),
                    JoinError::Itself(_) => None,
                }))
            }
        }
    }

    fn finish(real: Real) {
        for one in &real.timers {
            if let Some(timer) = &one.timer {
                let _ = timer.cancel();
                one.go.set();
                timer.thread().join().expect("it is another thread");
                assert_eq!(one.begun.is_set(), timer.cancel() == CancelOutcome::Done);
            }
        }
    }
}
