//! The synchronisation primitives of Python's `threading`, each generic over the [`Runtime`] it
//! runs on.
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
//!
//! Each has a blocking form, one that only tries, one with a timeout and one with a [`Deadline`].
//! Each can live in a `static`.
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
mod word_lock;

pub use barrier::{Arrival, Barrier};
pub use bounded_semaphore::BoundedSemaphore;
pub use condition::{Condition, ConditionLock, Guard};
pub use error::{BarrierError, NoParties, NotHeld, NotOwner, OverRelease, TimedOut, WouldBlock};
pub use event::{Event, Ticket};
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
