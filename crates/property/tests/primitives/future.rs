use linear::specs::{Future, FutureOperation, FutureResult};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Property, Subject};
use pool::{Promise, TaskError};
use runtime::{Atomic, Ordering, Runtime};
use sync::Lock;

use crate::{broken, holds, one_of, soon};

use FutureOperation::{
    Cancel, Drop, Finish, IsCancelled, IsDone, IsRunning, Panic, Start, Take, TakeTimeout,
};

#[derive(Clone, Debug)]
struct Futures;

/// A future, and its promise as long as nobody has kept it.
struct Pair<R: Runtime> {
    future: pool::Future<u32, R>,
    promise: Lock<Option<Promise<u32, R>>, R>,
}

impl<R: Runtime> Pair<R> {
    /// Takes the promise, which is nobody else's meanwhile, and does something with it.
    fn keep(&self, how: impl FnOnce(Promise<u32, R>) -> Result<(), FutureResult>) -> FutureResult {
        let mut promise = self.promise.lock();
        match promise.take() {
            Some(promise) => how(promise).err().unwrap_or(FutureResult::Done),
            None => FutureResult::Used,
        }
    }
}

fn told(result: Result<u32, TaskError>) -> FutureResult {
    match result {
        Ok(value) => FutureResult::Value(value),
        Err(TaskError::Cancelled) => FutureResult::Cancelled,
        Err(TaskError::Panicked(_)) => FutureResult::Panicked,
        Err(TaskError::TimedOut) => FutureResult::TimedOut,
        Err(TaskError::Broken) => FutureResult::Broken,
        Err(TaskError::Taken) => FutureResult::Taken,
        Err(error @ TaskError::WouldDeadlock) => panic!("there is no pool: {error}"),
    }
}

impl Subject for Futures {
    const NAME: &'static str = "future";
    type Object<R: Runtime> = Pair<R>;
    type Spec = Future;

    fn operations(&self, me: usize) -> BoxedStrategy<FutureOperation> {
        let value = u32::try_from(me).expect("there are few threads");
        let looks = [IsDone, IsRunning, IsCancelled];
        let promises = [Finish(value), Start, Panic, Drop];
        one_of([&[Cancel, TakeTimeout, Take, Take, Finish(value)][..], &promises, &looks].concat())
    }

    fn spec(&self) -> Future {
        Future::default()
    }

    fn object<R: Runtime>(&self) -> Pair<R> {
        let promise = Promise::new_in();
        Pair { future: promise.future(), promise: Lock::new_in(Some(promise)) }
    }

    fn apply<R: Runtime>(pair: &Pair<R>, operation: &FutureOperation) -> FutureResult {
        let was_cancelled = FutureResult::Cancelled;
        match *operation {
            Start => match pair.promise.lock().as_mut() {
                Some(promise) => FutureResult::Is(promise.start()),
                None => FutureResult::Used,
            },
            Finish(value) => pair.keep(|it| it.set_result(value).map_err(|_| was_cancelled)),
            Panic => pair.keep(|it| it.set_panic(Box::new("oops")).map_err(|_| was_cancelled)),
            Drop => pair.keep(|promise| {
                drop(promise);
                Ok(())
            }),
            Cancel => FutureResult::Is(pair.future.cancel()),
            Take => told(pair.future.take_result()),
            TakeTimeout => told(pair.future.take_result_until(soon::<R>())),
            IsDone => FutureResult::Is(pair.future.is_done()),
            IsRunning => FutureResult::Is(pair.future.is_running()),
            IsCancelled => FutureResult::Is(pair.future.is_cancelled()),
        }
    }
}

holds! { future: Futures, crate::FINE }

/// The mistake: it looks whether the task was cancelled, and then brings the result.
#[derive(Clone, Debug)]
struct LooksThenFinishes;

const PENDING: u32 = 0;
const CANCELLED: u32 = 1;
const FINISHED: u32 = 2;

impl Subject for LooksThenFinishes {
    const NAME: &'static str = "future that looks, then finishes";
    type Object<R: Runtime> = R::AtomicU32;
    type Spec = Future;

    fn operations(&self, me: usize) -> BoxedStrategy<FutureOperation> {
        // One thread has the promise.
        if me == 1 { one_of([Finish(1), IsDone]) } else { one_of([Cancel, IsCancelled]) }
    }

    fn spec(&self) -> Future {
        Future::default()
    }

    fn object<R: Runtime>(&self) -> R::AtomicU32 {
        R::AtomicU32::new(PENDING)
    }

    fn apply<R: Runtime>(state: &R::AtomicU32, operation: &FutureOperation) -> FutureResult {
        let seen = state.load(Ordering::Acquire);
        match operation {
            Finish(_) if seen == CANCELLED => FutureResult::Cancelled,
            Finish(_) if seen == FINISHED => FutureResult::Used,
            Finish(_) => {
                state.store(FINISHED, Ordering::Release);
                FutureResult::Done
            }
            IsCancelled => FutureResult::Is(seen == CANCELLED),
            IsDone => FutureResult::Is(seen != PENDING),
            _ => {
                let cancelled =
                    state.compare_exchange(PENDING, CANCELLED, Ordering::AcqRel, Ordering::Acquire);
                FutureResult::Is(cancelled.is_ok() || seen == CANCELLED)
            }
        }
    }
}

#[test]
fn a_task_that_is_both_cancelled_and_done_is_found() {
    let found = broken(&Property::new(LooksThenFinishes, check::Engine::Weave));
    assert_eq!(found.program.calls(), 2, "one cancels, and one finishes");
}
