//! `ThreadPool`: who runs what, what waits, and who is told how each task has ended.
//!
//! The workers are real. Each task waits at a gate until the test lets it go, and after each operation
//! the test waits until the pool is at rest: each worker is idle, or its task is at the gate.

mod model;
mod real;

use std::collections::BTreeSet;

use plainweave_pool::{Pending, ReturnWhen};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::promise::Failure;
use model::Model;
use real::Real;

pub(crate) struct Test;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Submit,
    /// Each with any of the tasks that run, or whose futures there are.
    LetGo(usize, Ending),
    Cancel(usize),
    Look(usize),
    Result(usize),
    Exception(usize),
    AddCallback(usize, bool),
    Wait(ReturnWhen),
    AsCompleted,
    Completed,
    Map(usize),
    NextOfMap,
    DropMap,
    Close(Pending),
    ShutDown(Pending),
    BuildWithoutWorkers,
}
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    Value,
    Panic,
    /// It shuts the pool down, and cannot wait for that.
    ShutDown,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    told: Told,
    /// The callbacks that have run meanwhile, and how many panics were reported.
    ran: Vec<u32>,
    reports: u32,
    /// Which tasks run; how many workers there are, idle ones, and tasks that wait.
    running: BTreeSet<usize>,
    counts: [usize; 3],
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    Nothing,
    Is(bool),
    /// Whether it is done, running, cancelled.
    State([bool; 3]),
    /// Why, and which task was handed back.
    Refused(Stage, usize),
    Result(Result<usize, Failure>),
    /// Whether it panicked.
    Ended(Result<bool, Failure>),
    /// Those that are done, and whether that was worth waiting for.
    Waited(BTreeSet<usize>, bool),
    /// And how many were unfinished.
    Completed(Vec<usize>, usize),
    Next(Option<Result<usize, Failure>>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stage {
    Open,
    ShutDown,
    Broken,
}

/// Which of them `which` means.
fn any_of(numbers: &BTreeSet<usize>, which: usize) -> usize {
    *numbers.iter().nth(which % numbers.len()).expect("there is one")
}

impl ReferenceStateMachine for Test {
    type State = Model;
    type Transition = Operation;

    fn init_state() -> BoxedStrategy<Model> {
        let fails = prop_oneof![3 => Just(None), 1 => (1_usize..3).prop_map(Some)];
        (1_usize..4, fails).prop_map(|(workers, fails)| Model::of(workers, fails)).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Operation> {
        let any_one = any::<usize>;
        let ending = prop_oneof![
            6 => Just(Ending::Value),
            3 => Just(Ending::Panic),
            1 => Just(Ending::ShutDown),
        ];
        let when =
            [ReturnWhen::FirstCompleted, ReturnWhen::FirstException, ReturnWhen::AllCompleted];
        let pending = || prop_oneof![Just(Pending::Finish), Just(Pending::Cancel)];
        prop_oneof![
            10 => Just(Operation::Submit),
            10 => (any_one(), ending).prop_map(|(which, how)| Operation::LetGo(which, how)),
            6 => any_one().prop_map(Operation::Cancel),
            2 => any_one().prop_map(Operation::Look),
            3 => any_one().prop_map(Operation::Result),
            2 => any_one().prop_map(Operation::Exception),
            4 => any::<(usize, bool)>().prop_map(|(which, is)| Operation::AddCallback(which, is)),
            4 => prop::sample::select(when.to_vec()).prop_map(Operation::Wait),
            2 => Just(Operation::AsCompleted),
            2 => Just(Operation::Completed),
            3 => (0_usize..4).prop_map(Operation::Map),
            4 => Just(Operation::NextOfMap),
            1 => Just(Operation::DropMap),
            1 => pending().prop_map(Operation::Close),
            1 => pending().prop_map(Operation::ShutDown),
            1 => Just(Operation::BuildWithoutWorkers),
        ]
        .boxed()
    }

    fn preconditions(model: &Model, operation: &Operation) -> bool {
        match operation {
            Operation::LetGo(..) => !model.running().is_empty(),
            Operation::Cancel(_)
            | Operation::Look(_)
            | Operation::Result(_)
            | Operation::Exception(_)
            | Operation::AddCallback(..) => !model.futures().is_empty(),
            Operation::Completed => model.completed.is_some(),
            // While a worker fails, several tasks would come before or after that.
            Operation::Map(_) => model.map.is_none() && model.fails.is_none(),
            Operation::NextOfMap | Operation::DropMap => model.map.is_some(),
            // It waits for those that run.
            Operation::ShutDown(_) => model.running().is_empty(),
            _ => true,
        }
    }

    fn apply(mut model: Model, operation: &Operation) -> Model {
        model.answer(*operation);
        model
    }
}

impl StateMachineTest for Test {
    type SystemUnderTest = Real;
    type Reference = Self;

    fn init_test(model: &Model) -> Real {
        Real::of(model)
    }

    fn apply(mut real: Real, model: &Model, operation: Operation) -> Real {
        let foretold = model.foretold.as_ref().expect("it was foretold");
        assert_eq!(
            real.answer(operation, foretold),
            *foretold,
            "real and foretold answer to {operation:?}"
        );
        real
    }

    fn teardown(real: Real, _: Model) {
        real.finish();
    }
}
