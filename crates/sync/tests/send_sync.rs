//! Which types may move to another thread, and which may be shared with one.
//!
//! That `Lock<Rc<u8>>` and the like are not even types is shown by doc-tests of
//! [`Lock`](plainweave_sync::Lock) and [`RLock`](plainweave_sync::RLock).

use std::cell::Cell;
use std::marker::PhantomData;

use plainweave_sync::{
    Arrival, Barrier, BarrierError, BoundedSemaphore, CancelOutcome, CapacityError, Condition,
    Deadline, Event, GetError, Iter, JoinError, JoinHandle, JoinItself, JoinableQueue, Levels,
    LifoQueue, Lock, LockGuard, Native, NoParties, NotHeld, NotOwner, OverRelease, Panic, Permit,
    PriorityQueue, PutError, Queue, RLock, RLockGuard, RawLock, RawRLock, Semaphore, Shutdown,
    SimpleQueue, SpawnError, Task, Tasks, Thread, ThreadBuilder, ThreadId, Threads, Ticket,
    TimedOut, Timer, TooManyTaskDone, TryIter, Wait, WouldBlock,
};

struct Probe<T>(PhantomData<T>);

/// What is known of every type. Inherent constants, where there are any, come first.
trait Otherwise {
    const IS_SEND: bool = false;
    const IS_SYNC: bool = false;
}

impl<T> Otherwise for Probe<T> {}

impl<T: Send> Probe<T> {
    const IS_SEND: bool = true;
}

impl<T: Sync> Probe<T> {
    const IS_SYNC: bool = true;
}

macro_rules! expected {
    (yes) => {
        true
    };
    (no) => {
        false
    };
}

/// A compile error for each line that is wrong.
macro_rules! threads_may {
    ($($type:ty, $send:ident, $sync:ident;)*) => {$(
        const _: () = {
            assert!(Probe::<$type>::IS_SEND == expected!($send), stringify!($type is Send));
            assert!(Probe::<$type>::IS_SYNC == expected!($sync), stringify!($type is Sync));
        };
    )*};
}

threads_may! {
    //                                   Send  Sync
    Cell<u8>,                            yes,  no; // What the table is about, and a check of it.
    std::rc::Rc<u8>,                     no,   no;
    std::sync::MutexGuard<'static, u8>,  no,   yes;

    Lock<u8>,                            yes,  yes;
    Lock<Cell<u8>>,                      yes,  yes; // One thread at a time, so `Send` is enough.
    LockGuard<'static, u8>,              no,   yes; // Released by the thread that took it.
    LockGuard<'static, Cell<u8>>,        no,   no;
    RawLock,                             yes,  yes;

    RLock<u8>,                           yes,  yes;
    RLock<Cell<u8>>,                     yes,  yes;
    RLockGuard<'static, u8>,             no,   yes; // The owner is the thread.
    RLockGuard<'static, Cell<u8>>,       no,   no;
    RawRLock,                            yes,  yes;
    Levels,                              yes,  yes;

    Semaphore,                           yes,  yes;
    BoundedSemaphore,                    yes,  yes;
    Permit<'static>,                     yes,  yes; // Permits have no owner.

    Event,                               yes,  yes;
    Ticket,                              yes,  yes;
    Condition,                           yes,  yes;
    Barrier,                             yes,  yes;
    Arrival,                             yes,  yes;

    Queue<u8>,                           yes,  yes;
    Queue<Cell<u8>>,                     yes,  yes; // Items move, and nobody looks at them inside.
    LifoQueue<Cell<u8>>,                 yes,  yes;
    PriorityQueue<Cell<u8>>,             yes,  yes; // Looks at them, but one thread at a time.
    SimpleQueue<Cell<u8>>,               yes,  yes;
    JoinableQueue<Cell<u8>>,             yes,  yes;
    JoinableQueue<Cell<u8>, Native, LifoQueue<Cell<u8>>>, yes, yes;
    Iter<'static, Queue<Cell<u8>>>,      yes,  yes;
    TryIter<'static, Queue<Cell<u8>>>,   yes,  yes;
    Tasks<'static, Cell<u8>>,            yes,  yes;
    Task<'static, u8>,                   yes,  yes; // Tasks have no owner.
    Task<'static, Cell<u8>>,             yes,  no;  // It gives out `&T`.
    Shutdown,                            yes,  yes;
    Threads,                             yes,  yes;
    Thread,                              yes,  yes;
    ThreadBuilder<'static>,              yes,  yes;
    JoinHandle<u8>,                      yes,  yes;
    JoinHandle<Cell<u8>>,                yes,  yes; // Only whoever joins has the result.
    Panic,                               yes,  yes;
    Timer<u8>,                           yes,  yes;
    Timer<Cell<u8>>,                     yes,  yes;
    CancelOutcome,                       yes,  yes;

    Deadline,                            yes,  yes;
    ThreadId,                            yes,  yes;
    Wait,                                yes,  yes;

    BarrierError,                        yes,  yes;
    JoinError,                           yes,  yes;
    JoinItself,                          yes,  yes;
    SpawnError,                          yes,  yes;
    NoParties,                           yes,  yes;
    NotHeld,                             yes,  yes;
    NotOwner,                            yes,  yes;
    OverRelease,                         yes,  yes;
    TimedOut,                            yes,  yes;
    WouldBlock,                          yes,  yes;
    CapacityError,                       yes,  yes;
    GetError,                            yes,  yes;
    PutError<u8>,                        yes,  yes;
    PutError<Cell<u8>>,                  yes,  no;  // It has the item.
    PutError<std::rc::Rc<u8>>,           no,   no;
    TooManyTaskDone,                     yes,  yes;
}

/// What the table says of some types holds of every `T: Send`.
#[test]
fn locks_make_sync_of_send() {
    fn may_be_shared(_: &(impl Send + Sync)) {}

    fn whatever_is_inside<T: Send>(values: [T; 2]) {
        let [first, second] = values;
        may_be_shared(&Lock::new(first));
        may_be_shared(&RLock::new(second));
        may_be_shared(&Queue::<T>::new());
        may_be_shared(&LifoQueue::<T>::new());
        may_be_shared(&PriorityQueue::<T>::new());
        may_be_shared(&SimpleQueue::<T>::new());
        may_be_shared(&JoinableQueue::<T>::new());
    }

    whatever_is_inside([Cell::new(1), Cell::new(2)]);
    whatever_is_inside(["a", "b"]);
}
