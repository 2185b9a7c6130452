use linear::specs::{Pool, PoolOperation, PoolResult};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Size, Subject};
use pool::{Builder, Pending, TaskError, ThreadPool};
use runtime::Runtime;

use crate::{broken, coarse, holds, one_of};

use PoolOperation::{Call, CallPanics, Close, ShutDown};

/// A pool with one worker.
#[derive(Clone, Debug)]
struct Pools;

impl Subject for Pools {
    const NAME: &'static str = "pool";
    type Object<R: Runtime> = ThreadPool<R>;
    type Spec = Pool;

    fn operations(&self, me: usize) -> BoxedStrategy<PoolOperation> {
        let number = u32::try_from(me).expect("there are few threads");
        let closes = [Close { cancels: false }, Close { cancels: true }, ShutDown];
        one_of([&[Call(me, number), Call(me, number), CallPanics(me)][..], &closes].concat())
    }

    fn spec(&self) -> Pool {
        Pool::default()
    }

    fn object<R: Runtime>(&self) -> ThreadPool<R> {
        // The hook of the process would print each panic.
        Builder::new().max_workers(1).on_panic(|_| ()).build_in().expect("there is one worker")
    }

    fn apply<R: Runtime>(pool: &ThreadPool<R>, operation: &PoolOperation) -> PoolResult {
        let task: fn(u32) -> u32 = match *operation {
            Call(..) => |number| number,
            CallPanics(_) => |_| panic!("oops"),
            Close { cancels } => {
                pool.close(if cancels { Pending::Cancel } else { Pending::Finish });
                return PoolResult::Done;
            }
            ShutDown => {
                pool.shutdown(Pending::Finish).expect("it is called by no worker");
                return PoolResult::Done;
            }
        };
        let number = if let Call(_, number) = *operation { number } else { 0 };
        let Ok(future) = pool.submit(move || task(number)) else { return PoolResult::ShutDown };
        match future.take_result() {
            Ok(number) => PoolResult::Value(number),
            Err(TaskError::Panicked(_)) => PoolResult::Panicked,
            Err(TaskError::Cancelled) => PoolResult::Cancelled,
            Err(error) => panic!("{error}"),
        }
    }
}

holds! { thread_pool: Pools, crate::POOL, not on loom }

/// The mistake: it cancels what it should let finish.
#[derive(Clone, Debug)]
struct Cancels;

impl Subject for Cancels {
    const NAME: &'static str = "pool that cancels at its end";
    type Object<R: Runtime> = ThreadPool<R>;
    type Spec = Pool;

    fn operations(&self, me: usize) -> BoxedStrategy<PoolOperation> {
        one_of([Call(me, 7), Close { cancels: false }])
    }

    fn spec(&self) -> Pool {
        Pool::default()
    }

    fn object<R: Runtime>(&self) -> ThreadPool<R> {
        Pools.object()
    }

    fn apply<R: Runtime>(pool: &ThreadPool<R>, operation: &PoolOperation) -> PoolResult {
        match operation {
            Close { .. } => Pools::apply(pool, &Close { cancels: true }),
            operation => Pools::apply(pool, operation),
        }
    }
}

#[test]
fn a_task_that_is_not_run_is_found() {
    let size = Size { initial: 0, threads: 2, calls: 1, last: 0 };
    let found = broken(&coarse(Cancels).size(size));
    assert_eq!(found.program.calls(), 2, "one calls, and one closes");
}
