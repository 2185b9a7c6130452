use linear::specs::{Pool, PoolOperation, PoolResult};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Size, Subject};
use pool::{Builder, Pending, Promise, TaskError, ThreadPool};
use runtime::{Atomic, Ordering, Runtime};
use sync::SimpleQueue;
use trace::FaultKind;

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

    fn new<R: Runtime>(&self) -> ThreadPool<R> {
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
        let Call(_, number) = *operation else { return call(pool, move || task(0)) };
        call(pool, move || task(number))
    }
}

fn call<R: Runtime>(
    pool: &ThreadPool<R>,
    task: impl FnOnce() -> u32 + Send + 'static,
) -> PoolResult {
    let Ok(future) = pool.submit(task) else { return PoolResult::ShutDown };
    match future.take_result() {
        Ok(number) => PoolResult::Value(number),
        Err(TaskError::Panicked(_)) => PoolResult::Panicked,
        Err(TaskError::Cancelled) => PoolResult::Cancelled,
        Err(error) => panic!("{error}"),
    }
}

holds! { thread_pool: Pools }

/// The mistake: it looks whether it is shut down, and then accepts the task; the last worker may have left.
#[derive(Clone, Debug)]
struct LooksThenAccepts;

struct Desk<R: Runtime> {
    is_shut_down: R::AtomicBool,
    jobs: std::sync::Arc<SimpleQueue<Option<(Promise<u32, R>, u32)>, R>>,
}

impl Subject for LooksThenAccepts {
    const NAME: &'static str = "pool that looks, then accepts";
    type Object<R: Runtime> = Desk<R>;
    type Spec = Pool;

    fn operations(&self, me: usize) -> BoxedStrategy<PoolOperation> {
        one_of([Call(me, 7), Close { cancels: false }])
    }

    fn spec(&self) -> Pool {
        Pool::default()
    }

    fn new<R: Runtime>(&self) -> Desk<R> {
        let jobs = std::sync::Arc::new(SimpleQueue::<Option<(Promise<u32, R>, u32)>, R>::new_in());
        let theirs = std::sync::Arc::clone(&jobs);
        R::spawn_daemon("worker", move || {
            while let Some((promise, number)) = theirs.get() {
                let _ = promise.set_result(number);
            }
        });
        Desk { is_shut_down: R::AtomicBool::new(false), jobs }
    }

    fn apply<R: Runtime>(desk: &Desk<R>, operation: &PoolOperation) -> PoolResult {
        let Call(_, number) = *operation else {
            if !desk.is_shut_down.swap(true, Ordering::AcqRel) {
                desk.jobs.put(None);
            }
            return PoolResult::Done;
        };
        if desk.is_shut_down.load(Ordering::Acquire) {
            return PoolResult::ShutDown;
        }
        let promise = Promise::new_in();
        let future = promise.future();
        desk.jobs.put(Some((promise, number)));
        future.take_result().map_or(PoolResult::Cancelled, PoolResult::Value)
    }
}

#[test]
fn a_task_that_nobody_runs_is_found() {
    let size = Size { initial: 0, threads: 2, calls: 1, last: 0 };
    let found = broken(&coarse(LooksThenAccepts).size(size));
    assert_eq!(found.report.fault_kind(), Some(FaultKind::NeverWoken));
}
