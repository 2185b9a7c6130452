//! `Promise` and `Future`: how far a task is, who has its result, and who is told.

use std::sync::{Arc, Mutex};

use plainweave_pool::{
    Future, Promise, ReturnWhen, TaskError, WasCancelled, as_completed_until, wait_until,
};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::PAST;

pub(crate) struct Test;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    is_promised: bool,
    stage: Stage,
    /// How many of those that were given the result still have it.
    shares: usize,
    /// Callbacks that have not run.
    callbacks: Vec<u32>,
    /// How many were ever added.
    added: u32,
    foretold: Option<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Pending,
    Running,
    /// And whether the one who would have run the task knows.
    Cancelled(bool),
    Value(u32),
    /// Others may have it.
    Shared(u32),
    Taken,
    Panicked,
    Broken,
}
use Stage::{Broken, Cancelled, Panicked, Pending, Running, Shared, Taken, Value};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Start,
    SetResult(u32),
    SetPanic,
    DropPromise,
    Cancel,
    Look,
    Result,
    DropShares,
    TakeResult,
    Exception,
    AddCallback,
    Wait,
    AsCompleted,
}

/// What the caller is told, and which callbacks have run meanwhile.
type Answer = (Told, Vec<u32>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Told {
    Nothing,
    Is(bool),
    /// Whether it is done, running, cancelled.
    State([bool; 3]),
    /// What could not be brought.
    Refused(u32),
    Got(u32),
    /// Whether the task panicked.
    Ended(bool),
    Failed(Failure),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    Cancelled,
    Panicked,
    TimedOut,
    Broken,
    WouldDeadlock,
    Taken,
}

impl From<TaskError> for Failure {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Cancelled => Self::Cancelled,
            TaskError::Panicked(_) => Self::Panicked,
            TaskError::TimedOut => Self::TimedOut,
            TaskError::Broken => Self::Broken,
            TaskError::WouldDeadlock => Self::WouldDeadlock,
            TaskError::Taken => Self::Taken,
        }
    }
}

impl Model {
    /// Brings an outcome, unless the task was cancelled; whether it did.
    fn finish(&mut self, stage: Stage) -> bool {
        self.is_promised = false;
        if let Cancelled(_) = self.stage {
            self.stage = Cancelled(true);
            return false;
        }
        self.stage = stage;
        true
    }

    fn is_done(&self) -> bool {
        !matches!(self.stage, Pending | Running)
    }

    /// How the task has failed, or that it has not ended.
    fn failure(&self) -> Option<Failure> {
        match self.stage {
            Pending | Running => Some(Failure::TimedOut),
            Cancelled(_) => Some(Failure::Cancelled),
            Panicked => Some(Failure::Panicked),
            Broken => Some(Failure::Broken),
            Value(_) | Shared(_) | Taken => None,
        }
    }

    fn foretell(&mut self, operation: Operation) -> Told {
        match operation {
            Operation::Start => {
                match self.stage {
                    Pending => self.stage = Running,
                    Cancelled(_) => self.stage = Cancelled(true),
                    _ => {}
                }
                Told::Is(self.stage == Running)
            }
            Operation::SetResult(value) => {
                if self.finish(Value(value)) {
                    Told::Nothing
                } else {
                    Told::Refused(value)
                }
            }
            Operation::SetPanic => {
                if self.finish(Panicked) {
                    Told::Nothing
                } else {
                    Told::Refused(0)
                }
            }
            Operation::DropPromise => {
                self.finish(Broken);
                Told::Nothing
            }
            Operation::Cancel => {
                if self.stage == Pending {
                    self.stage = Cancelled(false);
                }
                Told::Is(matches!(self.stage, Cancelled(_)))
            }
            Operation::Look => Told::State([
                self.is_done(),
                self.stage == Running,
                matches!(self.stage, Cancelled(_)),
            ]),
            Operation::Result => match (self.failure(), self.stage) {
                (Some(failure), _) => Told::Failed(failure),
                (None, Value(value) | Shared(value)) => {
                    self.stage = Shared(value);
                    self.shares += 1;
                    Told::Got(value)
                }
                _ => Told::Failed(Failure::Taken),
            },
            Operation::DropShares => {
                self.shares = 0;
                Told::Nothing
            }
            Operation::TakeResult => match (self.failure(), self.stage) {
                (Some(failure), _) => Told::Failed(failure),
                (None, Value(value) | Shared(value)) if self.shares == 0 => {
                    self.stage = Taken;
                    Told::Got(value)
                }
                _ => Told::Failed(Failure::Taken),
            },
            Operation::Exception => match self.failure() {
                Some(Failure::Panicked) => Told::Ended(true),
                Some(failure) => Told::Failed(failure),
                None => Told::Ended(false),
            },
            Operation::AddCallback => {
                self.callbacks.push(self.added);
                self.added += 1;
                Told::Nothing
            }
            // Whoever waits for several is told of a cancellation by the one who would have run the task.
            Operation::Wait | Operation::AsCompleted => {
                Told::Is(self.is_done() && self.stage != Cancelled(false))
            }
        }
    }
}

impl ReferenceStateMachine for Test {
    type State = Model;
    type Transition = Operation;

    fn init_state() -> BoxedStrategy<Model> {
        let callbacks = Vec::new();
        let (is_promised, stage, shares, added) = (true, Pending, 0, 0);
        Just(Model { is_promised, stage, shares, callbacks, added, foretold: None }).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Operation> {
        prop_oneof![
            3 => Just(Operation::Start),
            2 => (1..9_u32).prop_map(Operation::SetResult),
            1 => Just(Operation::SetPanic),
            1 => Just(Operation::DropPromise),
            2 => Just(Operation::Cancel),
            3 => Just(Operation::Look),
            4 => Just(Operation::Result),
            2 => Just(Operation::DropShares),
            3 => Just(Operation::TakeResult),
            3 => Just(Operation::Exception),
            3 => Just(Operation::AddCallback),
            2 => Just(Operation::Wait),
            2 => Just(Operation::AsCompleted),
        ]
        .boxed()
    }

    fn preconditions(model: &Model, operation: &Operation) -> bool {
        use Operation::{DropPromise, SetPanic, SetResult, Start};
        let needs_promise = matches!(operation, Start | SetResult(_) | SetPanic | DropPromise);
        model.is_promised || !needs_promise
    }

    fn apply(mut model: Model, operation: &Operation) -> Model {
        let told = model.foretell(*operation);
        let ran = if model.is_done() { std::mem::take(&mut model.callbacks) } else { Vec::new() };
        model.foretold = Some((told, ran));
        model
    }
}

pub(crate) struct Real {
    promise: Option<Promise<u32>>,
    future: Future<u32>,
    shares: Vec<Arc<u32>>,
    added: u32,
    ran: Arc<Mutex<Vec<u32>>>,
}

impl Real {
    fn promise(&mut self) -> Promise<u32> {
        self.promise.take().expect("it is asked for while there is one")
    }

    fn perform(&mut self, operation: Operation) -> Told {
        let future = self.future.clone();
        match operation {
            Operation::Start => Told::Is(self.promise.as_mut().is_some_and(Promise::start)),
            Operation::SetResult(value) => match self.promise().set_result(value) {
                Ok(()) => Told::Nothing,
                Err(WasCancelled(value)) => Told::Refused(value),
            },
            Operation::SetPanic => match self.promise().set_panic(Box::new(0_u32)) {
                Ok(()) => Told::Nothing,
                Err(WasCancelled(back)) => {
                    Told::Refused(*back.downcast().expect("it is what was meant for it"))
                }
            },
            Operation::DropPromise => {
                drop(self.promise());
                Told::Nothing
            }
            Operation::Cancel => Told::Is(future.cancel()),
            Operation::Look => {
                Told::State([future.is_done(), future.is_running(), future.is_cancelled()])
            }
            Operation::Result => match future.result_until(PAST) {
                Ok(value) => {
                    self.shares.push(Arc::clone(&value));
                    Told::Got(*value)
                }
                Err(error) => Told::Failed(error.into()),
            },
            Operation::DropShares => {
                self.shares.clear();
                Told::Nothing
            }
            Operation::TakeResult => match future.take_result_until(PAST) {
                Ok(value) => Told::Got(value),
                Err(error) => Told::Failed(error.into()),
            },
            Operation::Exception => match future.exception_until(PAST) {
                Ok(panic) => Told::Ended(panic.is_some()),
                Err(error) => Told::Failed(error.into()),
            },
            Operation::AddCallback => {
                let (number, ran) = (self.added, Arc::clone(&self.ran));
                self.added += 1;
                let call = move |_: &Future<u32>| ran.lock().expect("no panic").push(number);
                future.add_done_callback(call);
                Told::Nothing
            }
            Operation::Wait => {
                let waited = wait_until([&future], ReturnWhen::AllCompleted, PAST);
                Told::Is(waited.done.len() == 1)
            }
            Operation::AsCompleted => {
                let mut completed = as_completed_until([&future], PAST);
                Told::Is(completed.next().is_some_and(|next| next.is_ok()))
            }
        }
    }
}

impl StateMachineTest for Test {
    type SystemUnderTest = Real;
    type Reference = Self;

    fn init_test(_: &Model) -> Real {
        let promise = Promise::new();
        let future = promise.future();
        let (shares, ran) = (Vec::new(), Arc::default());
        Real { promise: Some(promise), future, shares, added: 0, ran }
    }

    fn apply(mut real: Real, model: &Model, operation: Operation) -> Real {
        let told = real.perform(operation);
        let ran = std::mem::take(&mut *real.ran.lock().expect("no panic"));
        let answer = Some((told, ran));
        assert_eq!(answer, model.foretold, "real and foretold answer to {operation:?}");
        real
    }
}
