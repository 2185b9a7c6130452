//! How much room the primitives take, and that each can live in a `static`.
//!
//! A size that changes is not wrong, but it is a decision: change the number here too.
#![cfg(target_pointer_width = "64")]

use std::cell::Cell;
use std::mem::size_of;

use plainweave_sync::{
    Arrival, Barrier, BarrierError, BoundedSemaphore, CancelOutcome, CapacityError, Condition,
    Deadline, Event, GetError, JoinError, JoinHandle, JoinItself, JoinableQueue, Levels, LifoQueue,
    Lock, LockGuard, Native, NoParties, NotHeld, NotOwner, OverRelease, Panic, Permit,
    PriorityQueue, PutError, Queue, RLock, RLockGuard, RawLock, RawRLock, Semaphore, SimpleQueue,
    SpawnError, Task, Thread, ThreadBuilder, ThreadId, Threads, Ticket, TimedOut, Timer,
    TooManyTaskDone, Wait, WouldBlock,
};

/// A test that each type has exactly so many bytes.
macro_rules! sizes {
    ($($test:ident { $($type:ty = $bytes:literal;)* })*) => {$(
        #[test]
        fn $test() {
            let expected: &[(&str, usize)] = &[$((stringify!($type), $bytes)),*];
            let found: &[(&str, usize)] = &[$((stringify!($type), size_of::<$type>())),*];
            assert_eq!(found, expected);
        }
    )*};
}

sizes! {
    of_the_primitives {
        Lock<()> = 8;
        Lock<u64> = 16;
        RawLock = 8;
        RLock<()> = 12;
        RLock<u32> = 16;
        RawRLock = 12;
        Semaphore = 8;
        BoundedSemaphore = 12;
        Event = 8;
        Condition = 48;
        Barrier = 56;
    }
    // What each side changes, and what it only looks at, has cache lines of its own.
    of_the_queues {
        Queue<u64> = 1152;
        LifoQueue<u64> = 1024;
        PriorityQueue<u64> = 1152;
        SimpleQueue<u64> = 896;
        JoinableQueue<u64> = 1280;
        JoinableQueue<u64, Native, LifoQueue<u64>> = 1152;
    }
    of_what_they_give_out {
        Task<'static, u64> = 16;
        LockGuard<'static, u64> = 24;
        RLockGuard<'static, u64> = 24;
        Permit<'static> = 16;
        Option<Permit<'static>> = 16;
        Levels = 4;
        Ticket = 4;
        Arrival = 8;
        ThreadId = 4;
        Wait = 1;
        Deadline = 16;
    }
    of_threads {
        Threads = 8;
        Thread = 8;
        ThreadBuilder<'static> = 40;
        JoinHandle<u64> = 16;
        Panic = 24;
        Timer<u64> = 24;
        CancelOutcome = 1;
    }
    of_the_errors {
        NotHeld = 0;
        NotOwner = 0;
        WouldBlock = 0;
        TimedOut = 0;
        NoParties = 0;
        OverRelease = 4;
        BarrierError = 24;
        GetError = 1;
        PutError<u64> = 16;
        CapacityError = 16;
        TooManyTaskDone = 0;
        JoinItself = 0;
        JoinError = 24;
        SpawnError = 8;
    }
}

// What the documentation promises, whatever else changes.
const _: () = assert!(size_of::<Lock<()>>() <= 8);
const _: () = assert!(size_of::<Semaphore>() <= 8);
const _: () = assert!(size_of::<Event>() <= 8);
const _: () = assert!(size_of::<BoundedSemaphore>() <= 12);
const _: () = assert!(size_of::<RLock<()>>() <= 16);

static LOCK: Lock<u8> = Lock::new(1);
static RAW_LOCK: RawLock = RawLock::new();
static RLOCK: RLock<Cell<u8>> = RLock::new(Cell::new(1));
static RAW_RLOCK: RawRLock = RawRLock::new();
static SEMAPHORE: Semaphore = Semaphore::new(1);
static BOUNDED_SEMAPHORE: BoundedSemaphore = BoundedSemaphore::new(1);
static EVENT: Event = Event::new();
static CONDITION: Condition = Condition::new();
static BARRIER: Barrier = Barrier::new(1);
static QUEUE: Queue<Cell<u8>> = Queue::new();
static LIFO_QUEUE: LifoQueue<Cell<u8>> = LifoQueue::new();
static PRIORITY_QUEUE: PriorityQueue<Cell<u8>> = PriorityQueue::new();
static SIMPLE_QUEUE: SimpleQueue<Cell<u8>> = SimpleQueue::new();
static JOINABLE_QUEUE: JoinableQueue<Cell<u8>> = JoinableQueue::new();

#[test]
fn statics_work_without_initialisation() {
    assert_eq!(*LOCK.lock(), 1);
    assert!(RAW_LOCK.try_acquire());
    assert_eq!(RLOCK.lock().get(), 1);
    assert!(RAW_RLOCK.try_acquire());
    assert!(SEMAPHORE.try_acquire().is_ok());
    assert!(BOUNDED_SEMAPHORE.try_acquire().is_ok());
    EVENT.set();
    EVENT.wait();
    assert_eq!(CONDITION.notify_all(&LOCK.lock()), 0);
    assert!(BARRIER.wait().is_ok());
    assert!(QUEUE.put(Cell::new(1)).is_ok());
    assert!(LIFO_QUEUE.put(Cell::new(1)).is_ok());
    assert!(PRIORITY_QUEUE.put(Cell::new(1)).is_ok());
    SIMPLE_QUEUE.put(Cell::new(1));
    assert!(JOINABLE_QUEUE.put(Cell::new(1)).is_ok());
    assert_eq!(JOINABLE_QUEUE.get_task().map(|task| task.get()), Ok(1));
}
