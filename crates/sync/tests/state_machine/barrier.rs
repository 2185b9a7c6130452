//! `Barrier`: alone, with an action that does all it may; or with others that never come.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use plainweave_sync::{Barrier, BarrierError};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere, for_good};

pub(crate) struct Script;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    parties: u32,
    is_broken: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// Alone: the only one that does not wait for ever.
    Wait(Action),
    WaitInNoTime(Action),
    WaitTooLate(Action),
    StrangerWaitsTooLate(Action),
    Abort,
    Reset,
}
use Operation::*;

/// What the action does before it ends, and how it ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Action {
    steps: Vec<Step>,
    ending: Ending,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Abort,
    Reset,
    ArriveTooLate,
}

#[derive(Clone, Copy, Debug, Default)]
enum Ending {
    #[default]
    Success,
    Failure,
    Panic,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    outcome: Option<Outcome>,
    /// What the action saw after each step, if it ran.
    seen: Vec<Seen>,
    after: Seen,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Arrived { index: u32, is_leader: bool },
    Broken,
    TimedOut,
    ActionFailed,
    ActionPanicked,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    is_broken: bool,
    waiting: u32,
    /// What came of an attempt to arrive in the middle of it.
    arrived: Option<Outcome>,
}

impl Seen {
    fn of(barrier: &Barrier) -> Self {
        let (is_broken, waiting) = (barrier.is_broken(), barrier.waiting());
        Self { is_broken, waiting, arrived: None }
    }
}

/// What the test shares with the action.
#[derive(Default)]
pub(crate) struct Stage {
    barrier: OnceLock<&'static Barrier>,
    action: Mutex<Action>,
    seen: Mutex<Vec<Seen>>,
}

impl Stage {
    fn play(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let barrier = self.barrier.get().expect("it is there when somebody waits");
        let Action { steps, ending } = self.action.lock().expect("no panic").clone();
        for step in steps {
            let mut arrived = None;
            match step {
                Step::Abort => barrier.abort(),
                Step::Reset => barrier.reset(),
                Step::ArriveTooLate => arrived = Some(outcome(|| barrier.wait_until(PAST))),
            }
            self.seen.lock().expect("no panic").push(Seen { arrived, ..Seen::of(barrier) });
        }
        match ending {
            Ending::Success => Ok(()),
            Ending::Failure => Err("failed".into()),
            Ending::Panic => resume_unwind(Box::new("quietly")),
        }
    }
}

fn outcome(wait: impl FnOnce() -> Result<plainweave_sync::Arrival, BarrierError>) -> Outcome {
    match catch_unwind(AssertUnwindSafe(wait)) {
        Ok(Ok(arrival)) => {
            Outcome::Arrived { index: arrival.index, is_leader: arrival.is_leader() }
        }
        Ok(Err(BarrierError::Broken)) => Outcome::Broken,
        Ok(Err(BarrierError::TimedOut)) => Outcome::TimedOut,
        Ok(Err(BarrierError::Action(_))) => Outcome::ActionFailed,
        Err(_) => Outcome::ActionPanicked,
    }
}

impl Model {
    fn seen(&self) -> Seen {
        Seen { is_broken: self.is_broken, waiting: 0, arrived: None }
    }

    fn arrive(&mut self, action: &Action) -> (Outcome, Vec<Seen>) {
        if self.is_broken {
            return (Outcome::Broken, Vec::new());
        }
        if self.parties > 1 {
            self.is_broken = true; // The others do not come in time.
            return (Outcome::Broken, Vec::new());
        }
        let mut breaks_next = false;
        let step = |step: &Step| {
            let mut arrived = None;
            match step {
                Step::Abort => breaks_next = true,
                Step::Reset => breaks_next = false,
                Step::ArriveTooLate => arrived = Some(Outcome::TimedOut),
            }
            Seen { is_broken: breaks_next, waiting: 1, arrived }
        };
        let seen = action.steps.iter().map(step).collect();
        let outcome = match action.ending {
            Ending::Success => Outcome::Arrived { index: 0, is_leader: true },
            Ending::Failure => Outcome::ActionFailed,
            Ending::Panic => Outcome::ActionPanicked,
        };
        self.is_broken = breaks_next || !matches!(action.ending, Ending::Success);
        (outcome, seen)
    }
}

fn actions() -> impl Strategy<Value = Action> {
    let step = prop_oneof![Just(Step::Abort), Just(Step::Reset), Just(Step::ArriveTooLate)];
    let ending = prop_oneof![4 => Just(Ending::Success), 1 => Just(Ending::Failure), 1 => Just(Ending::Panic)];
    (prop::collection::vec(step, 0..4), ending).prop_map(|(steps, ending)| Action { steps, ending })
}

impl Compared for Script {
    type Model = Model;
    type Real = Arc<Stage>;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        prop_oneof![3 => Just(1_u32), 1 => 2_u32..5]
            .prop_map(|parties| Model { parties, is_broken: false })
            .boxed()
    }

    fn real(beginning: &Model) -> Arc<Stage> {
        let stage = Arc::new(Stage::default());
        let action = {
            let stage = Arc::clone(&stage);
            move || stage.play()
        };
        let barrier = for_good(Barrier::new(beginning.parties).with_action(action));
        assert!(stage.barrier.set(barrier).is_ok());
        stage
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        prop_oneof![
            3 => actions().prop_map(Wait),
            2 => actions().prop_map(WaitInNoTime),
            2 => actions().prop_map(WaitTooLate),
            1 => actions().prop_map(StrangerWaitsTooLate),
            1 => Just(Abort),
            4 => Just(Reset),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        model.parties == 1 || model.is_broken || !matches!(operation, Wait(_))
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        let (outcome, seen) = match operation {
            Wait(action)
            | WaitInNoTime(action)
            | WaitTooLate(action)
            | StrangerWaitsTooLate(action) => {
                let (outcome, seen) = model.arrive(action);
                (Some(outcome), seen)
            }
            Abort => {
                model.is_broken = true;
                (None, Vec::new())
            }
            Reset => {
                model.is_broken = false;
                (None, Vec::new())
            }
        };
        Answer { outcome, seen, after: model.seen() }
    }

    fn perform(stage: &mut Arc<Stage>, operation: Operation) -> Answer {
        let barrier = *stage.barrier.get().expect("set at the beginning");
        let hand_over = |action| *stage.action.lock().expect("no panic") = action;
        let outcome = match operation {
            Wait(action) => {
                hand_over(action);
                Some(outcome(|| barrier.wait()))
            }
            WaitInNoTime(action) => {
                hand_over(action);
                Some(outcome(|| barrier.wait_timeout(Duration::ZERO)))
            }
            WaitTooLate(action) => {
                hand_over(action);
                Some(outcome(|| barrier.wait_until(PAST)))
            }
            StrangerWaitsTooLate(action) => {
                hand_over(action);
                Some(elsewhere(|| outcome(|| barrier.wait_until(PAST))))
            }
            Abort => {
                barrier.abort();
                None
            }
            Reset => {
                barrier.reset();
                None
            }
        };
        let seen = std::mem::take(&mut *stage.seen.lock().expect("no panic"));
        Answer { outcome, seen, after: Seen::of(barrier) }
    }
}
