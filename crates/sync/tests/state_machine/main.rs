//! Each primitive against a naive model of it, over random sequences of operations.
//!
//! The models are single-threaded and know nothing of words and orderings; the sequences hold only
//! operations that cannot block, errors and leaks included. What made one fail is kept in
//! `proptest-regressions/` and tried first ever after.

mod barrier;
mod condition;
mod event;
mod joinable_queue;
mod lock;
mod queue;
mod raw_lock;
mod raw_rlock;
mod rlock;
#[path = "../support/scarce.rs"]
mod scarce;
mod semaphore;
mod threads;
mod timer;

use std::fmt::Debug;
use std::marker::PhantomData;
use std::thread;
use std::time::Duration;

use plainweave_sync::Deadline;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use runtime::Moment;

/// A deadline that has passed long ago.
const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

/// A primitive and its model.
trait Compared: 'static {
    /// What the model knows.
    type Model: Clone + Debug;
    /// The real one, and what the test holds of it.
    type Real;
    type Operation: Clone + Debug;
    /// What an operation tells its caller.
    type Answer: Clone + Debug + PartialEq;

    /// The states in which a sequence may begin.
    fn beginnings() -> BoxedStrategy<Self::Model>;

    fn real(beginning: &Self::Model) -> Self::Real;

    fn operations(model: &Self::Model) -> BoxedStrategy<Self::Operation>;

    /// Whether the operation makes sense, and returns without the help of other threads.
    fn is_possible(model: &Self::Model, operation: &Self::Operation) -> bool {
        let _ = (model, operation);
        true
    }

    fn foretell(model: &mut Self::Model, operation: &Self::Operation) -> Self::Answer;

    fn perform(real: &mut Self::Real, operation: Self::Operation) -> Self::Answer;

    /// Ends what is still under way.
    fn finish(real: Self::Real) {
        drop(real);
    }
}

/// A model, and what it has foretold last.
#[derive(Clone, Debug)]
struct Prophecy<M, A> {
    model: M,
    answer: Option<A>,
}

struct Comparison<C>(PhantomData<C>);

impl<C: Compared> ReferenceStateMachine for Comparison<C> {
    type State = Prophecy<C::Model, C::Answer>;
    type Transition = C::Operation;

    fn init_state() -> BoxedStrategy<Self::State> {
        C::beginnings().prop_map(|model| Prophecy { model, answer: None }).boxed()
    }

    fn transitions(state: &Self::State) -> BoxedStrategy<C::Operation> {
        C::operations(&state.model)
    }

    fn preconditions(state: &Self::State, operation: &C::Operation) -> bool {
        C::is_possible(&state.model, operation)
    }

    fn apply(mut state: Self::State, operation: &C::Operation) -> Self::State {
        state.answer = Some(C::foretell(&mut state.model, operation));
        state
    }
}

impl<C: Compared> StateMachineTest for Comparison<C> {
    type SystemUnderTest = C::Real;
    type Reference = Self;

    fn init_test(beginning: &Prophecy<C::Model, C::Answer>) -> C::Real {
        C::real(&beginning.model)
    }

    fn apply(
        mut real: C::Real,
        foretold: &Prophecy<C::Model, C::Answer>,
        operation: C::Operation,
    ) -> C::Real {
        let answer = C::perform(&mut real, operation.clone());
        assert_eq!(Some(answer), foretold.answer, "real and foretold answer to {operation:?}");
        real
    }

    fn teardown(real: C::Real, _: Prophecy<C::Model, C::Answer>) {
        C::finish(real);
    }
}

/// The same number of cases everywhere; failures go into a file for each primitive.
fn config(regressions: &'static str) -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..ProptestConfig::default()
    }
}

/// What `job` returns in a thread of its own.
fn elsewhere<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(job).join().expect("the job does not panic"))
}

/// A value for as long as the test runs. Guards of it can be kept beside it.
fn for_good<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

macro_rules! compare {
    ($($test:ident: $compared:ty;)*) => {$(
        mod $test {
            use super::*;

            type Test = Comparison<$compared>;

            prop_state_machine! {
                #![proptest_config(config(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/", stringify!($test), ".txt",
                )))]

                #[test]
                fn does_what_its_model_does(sequential 1..40 => Test);
            }
        }
    )*};
}

// The names are those of the files in `proptest-regressions/`.
compare! {
    a_barrier: barrier::Script;
    a_bounded_semaphore: semaphore::Bounded;
    a_condition: condition::Queue;
    a_joinable_lifo_queue: joinable_queue::Lifo;
    a_joinable_priority_queue: joinable_queue::Priority;
    a_joinable_queue: joinable_queue::Fifo;
    a_lifo_queue: queue::Lifo;
    a_lock: lock::Guards;
    a_priority_queue: queue::Priority;
    a_queue: queue::Fifo;
    a_raw_lock: raw_lock::Raw;
    a_raw_rlock: raw_rlock::Raw;
    a_semaphore: semaphore::Plain;
    a_simple_queue: queue::Simple;
    a_thread: threads::Roll;
    a_timer: timer::Clock;
    an_event: event::Flag;
    an_rlock: rlock::Guards;
}
