//! The synchronisation primitives of Python's `threading`, and its threads, each generic over the
//! [`Runtime`] it runs on.
//!
//! The runtime parameter defaults to [`Native`], so that an application never sees it; a model names
//! another one, and runs the very same code.
//!
//! | Python | here | raw, for bindings |
//! |---|---|---|
//! | `Lock` | [`Lock`] | [`RawLock`] |
//! | `RLock` | [`RLock`] | [`RawRLock`] |
//! | `Semaphore`, `BoundedSemaphore` | [`Semaphore`], [`BoundedSemaphore`] | their `release` |
//! | `Event` | [`Event`] | the same |
//! | `Condition` | [`Condition`] | [`Condition::wait_raw`], [`Condition::notify_raw`] |
//! | `Barrier` | [`Barrier`] | the same |
//! | `queue.Queue` | [`Queue`] | the same |
//! | `queue.LifoQueue`, `queue.PriorityQueue` | [`LifoQueue`], [`PriorityQueue`] | the same |
//! | `queue.SimpleQueue` | [`SimpleQueue`] | the same |
//! | `task_done` and `join` of a queue | [`JoinableQueue`] | [`JoinableQueue::task_done`] |
//! | `Thread`, `current_thread`, `enumerate` | [`Thread`], [`Threads`] | the same |
//! | `Timer` | [`Timer`] | the same |
//! | `local` | `std::thread_local!` | |
//!
//! Each primitive has a blocking form, one that only tries, one with a timeout and one with a
//! [`Deadline`], and can live in a `static`.
//!
//! # Threads, and what is local to one
//!
//! [`Threads`] knows who is alive, gives out names, and ends a program as Python does: it waits for all
//! threads but the daemons. Python's `local()` is `std::thread_local!`, which threads started here have as
//! any others. Over the seam there is nothing of the kind: the threads of a model share one thread of
//! the system and so its locals; hand a thread what is its own when it starts.
//!
//! # How they take part in traces
//!
//! Every public operation is one [`Runtime::call`] and is `#[track_caller]`. That is all a primitive
//! does for traces, apart from a [`Note`](runtime::Note) where it knows what its word means: who
//! holds it, how many were told. Natively neither leaves an instruction behind.

mod barrier;
mod bounded_semaphore;
mod condition;
mod error;
mod event;
mod guarded;
mod lock;
mod permits;
mod queue;
mod raw_lock;
mod raw_rlock;
mod rlock;
mod semaphore;
mod thread;
mod timer;
mod word_lock;

pub use barrier::{Arrival, Barrier};
pub use bounded_semaphore::BoundedSemaphore;
pub use condition::{Condition, ConditionLock, Guard};
pub use error::{
    BarrierError, JoinError, JoinItself, NoParties, NotHeld, NotOwner, OverRelease, SpawnError,
    TimedOut, WouldBlock,
};
pub use event::{Event, Ticket};
/// For the crates that are built on this one, in the same repository.
#[doc(hidden)]
pub use guarded::Guarded;
pub use lock::{Lock, LockGuard};
pub use queue::{
    CapacityError, GetError, Iter, JoinableQueue, LifoQueue, PriorityQueue, PutError, Queue,
    QueueKind, Shutdown, SimpleQueue, Source, Task, Tasks, TooManyTaskDone, TryIter,
};
pub use raw_lock::RawLock;
pub use raw_rlock::{Levels, RawRLock};
pub use rlock::{RLock, RLockGuard};
pub use runtime::{Deadline, Native, Runtime, ThreadId, Wait};
pub use semaphore::{Permit, Semaphore};
pub use thread::{Hook, JoinHandle, Panic, Payload, Thread, ThreadBuilder, Threads};
pub use timer::{CancelOutcome, Timer};
