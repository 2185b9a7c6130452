//! Histories of real threads: random programs on the primitives, each checked against its specification.

use std::num::NonZeroU32;
use std::sync::Barrier;
use std::time::Duration;

use fastrand::Rng;
use plainweave_linear::specs::{
    Discipline, Event, EventOperation, Lock, LockOperation, Queue, QueueOperation, QueueResult,
    Semaphore, SemaphoreOperation,
};
use plainweave_linear::{Checker, Consistency, History, Recorder, Spec, Verdict};
use runtime::Native;
use sync::{GetError, PutError, Shutdown};

const THREADS: usize = 3;
const CALLS: usize = 4;
const PROGRAMS: u64 = 200;
const SOON: Duration = Duration::from_micros(50);

/// Runs random programs: `draw` gives an operation, and `call` does it to a new object.
fn check<S, T>(
    initial: &S,
    new: impl Fn() -> T,
    draw: impl Fn(&mut Rng) -> S::Operation,
    call: impl Fn(&T, &S::Operation) -> S::Result + Sync,
) where
    S: Spec<Operation: Clone + Send, Result: Clone + Send>,
    T: Sync,
{
    for seed in 0..PROGRAMS {
        let mut rng = Rng::with_seed(seed);
        let program = [(); THREADS].map(|()| [(); CALLS].map(|()| draw(&mut rng)));
        let history = run(&new(), program, &call);
        let verdict = Checker::new(Consistency::Linearizable).check(initial, &history);
        let verdict = verdict.expect("it is short");
        assert!(matches!(verdict, Verdict::Explained(_)), "program {seed}\n{history}\n{verdict:?}");
    }
}

fn run<T: Sync, O: Clone + Send, R: Clone + Send>(
    object: &T,
    program: [[O; CALLS]; THREADS],
    call: &(impl Fn(&T, &O) -> R + Sync),
) -> History<O, R> {
    let (recorder, start) = (Recorder::new(), Barrier::new(THREADS));
    std::thread::scope(|scope| {
        for (thread, operations) in program.into_iter().enumerate() {
            let (recorder, start) = (&recorder, &start);
            scope.spawn(move || {
                start.wait();
                for operation in operations {
                    recorder.call(thread, operation, |operation| call(object, operation));
                }
            });
        }
    });
    recorder.into_history()
}

/// Operations that do not wait for ever: whoever else would have to help may be over.
fn queue_operation(rng: &mut Rng) -> QueueOperation {
    let item = rng.u32(..10);
    match rng.u32(..12) {
        0..3 => QueueOperation::TryPut(item),
        3..5 => QueueOperation::PutTimeout(item),
        5..8 => QueueOperation::TryGet,
        8..10 => QueueOperation::GetTimeout,
        10 => QueueOperation::Len,
        _ => QueueOperation::ShutDown { drops: rng.bool() },
    }
}

macro_rules! queue_test {
    ($name:ident, $discipline:ident, $room:expr, $new:expr) => {
        #[test]
        fn $name() {
            let initial = Queue::new(Discipline::$discipline, $room);
            check(
                &initial,
                || $new,
                queue_operation,
                |queue, operation| match *operation {
                    QueueOperation::Put(item) => of_put(queue.put(item)),
                    QueueOperation::TryPut(item) => of_put(queue.try_put(item)),
                    QueueOperation::PutTimeout(item) => of_put(queue.put_timeout(item, SOON)),
                    QueueOperation::Get => of_get(queue.get()),
                    QueueOperation::TryGet => of_get(queue.try_get()),
                    QueueOperation::GetTimeout => of_get(queue.get_timeout(SOON)),
                    QueueOperation::Len => QueueResult::Count(queue.len()),
                    QueueOperation::ShutDown { drops } => {
                        queue.shutdown(if drops { Shutdown::Immediate } else { Shutdown::Drain });
                        QueueResult::Done
                    }
                },
            );
        }
    };
}

fn of_put(result: Result<(), PutError<u32>>) -> QueueResult {
    match result {
        Ok(()) => QueueResult::Done,
        Err(PutError::Full(_)) => QueueResult::Full,
        Err(PutError::TimedOut(_)) => QueueResult::TimedOut,
        Err(PutError::ShutDown(_)) => QueueResult::ShutDown,
    }
}

fn of_get(result: Result<u32, GetError>) -> QueueResult {
    match result {
        Ok(item) => QueueResult::Item(item),
        Err(GetError::Empty) => QueueResult::Empty,
        Err(GetError::TimedOut) => QueueResult::TimedOut,
        Err(GetError::ShutDown) => QueueResult::ShutDown,
        Err(error) => panic!("nothing compares: {error}"),
    }
}

queue_test! { fifo_of_one, FirstInFirstOut, Some(1), sync::Queue::bounded(1) }
queue_test! { fifo_of_two, FirstInFirstOut, Some(2), sync::Queue::bounded(2) }
queue_test! { fifo_without_a_limit, FirstInFirstOut, None, sync::Queue::new() }
queue_test! { lifo_of_two, LastInFirstOut, Some(2), sync::LifoQueue::bounded(2) }
queue_test! { least_first_of_two, LeastFirst, Some(2), sync::PriorityQueue::bounded(2) }
queue_test! { least_first_without_a_limit, LeastFirst, None, sync::PriorityQueue::new() }

#[test]
fn locks() {
    use LockOperation::{Acquire, AcquireTimeout, Release, TryAcquire};
    let draw = |rng: &mut Rng| [TryAcquire, AcquireTimeout, Release, Release][rng.usize(..4)];
    check(
        &Lock::default(),
        sync::RawLock::<Native>::new,
        draw,
        |lock, operation| match operation {
            Acquire => unreachable!("it might wait for ever"),
            TryAcquire => lock.try_acquire(),
            AcquireTimeout => lock.acquire_timeout(SOON),
            Release => lock.release().is_ok(),
        },
    );
}

#[test]
fn events() {
    use EventOperation::{Clear, IsSet, Set, Wait, WaitTimeout};
    let draw = |rng: &mut Rng| [Set, Clear, IsSet, WaitTimeout][rng.usize(..4)];
    check(&Event::default(), sync::Event::new, draw, |event, operation| match operation {
        Set => {
            event.set();
            true
        }
        Clear => {
            event.clear();
            true
        }
        IsSet => event.is_set(),
        Wait => unreachable!("it might wait for ever"),
        WaitTimeout => event.wait_timeout(SOON),
    });
}

macro_rules! semaphore_test {
    ($name:ident, $kind:ident, $most:expr) => {
        #[test]
        fn $name() {
            use SemaphoreOperation::{Acquire, AcquireTimeout, Release, TryAcquire};
            let draw = |rng: &mut Rng| match rng.u32(..5) {
                0..2 => TryAcquire,
                2 => AcquireTimeout,
                _ => Release(rng.u32(1..3)),
            };
            let initial = Semaphore { permits: 1, most: $most };
            let new = || sync::$kind::new(1);
            check(&initial, new, draw, |semaphore, operation| match *operation {
                Acquire => unreachable!("it might wait for ever"),
                TryAcquire => semaphore.try_acquire().map(|permit| permit.forget()).is_ok(),
                AcquireTimeout => {
                    semaphore.acquire_timeout(SOON).map(|permit| permit.forget()).is_ok()
                }
                Release(permits) => {
                    let permits = NonZeroU32::new(permits).expect("one or two");
                    semaphore.release_many(permits).is_ok()
                }
            });
        }
    };
}

semaphore_test! { semaphores, Semaphore, None }
semaphore_test! { bounded_semaphores, BoundedSemaphore, Some(1) }

/// The mistake: it looks, and then takes. Some history of it has to be refused.
#[test]
fn a_broken_lock_is_noticed() {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    let broken = (0..20_000).any(|seed| {
        let mut rng = Rng::with_seed(seed);
        let draw = |rng: &mut Rng| {
            [LockOperation::TryAcquire, LockOperation::Release][usize::from(rng.u32(..3) == 0)]
        };
        let program = [(); THREADS].map(|()| [(); CALLS].map(|()| draw(&mut rng)));
        let history = run(&AtomicBool::new(false), program, &|held: &AtomicBool, operation| {
            if *operation == LockOperation::Release {
                return held.swap(false, SeqCst);
            }
            if held.load(SeqCst) {
                return false;
            }
            std::thread::yield_now();
            held.store(true, SeqCst);
            true
        });
        let verdict = Checker::new(Consistency::Linearizable).check(&Lock::default(), &history);
        matches!(verdict, Ok(Verdict::Unexplained(_)))
    });
    assert!(broken);
}
