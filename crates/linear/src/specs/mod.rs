//! What the primitives do, one operation after the other.
//!
//! They are written to be read beside the documentation of the primitives, and share nothing with how those
//! are made.

mod barrier;
mod condition;
mod event;
mod future;
mod joinable;
mod lock;
mod pool;
mod queue;
mod rlock;
mod semaphore;

pub use barrier::{Barrier, BarrierOperation, BarrierResult};
pub use condition::{Condition, ConditionOperation, ConditionResult};
pub use event::{Event, EventOperation};
pub use future::{Future, FutureOperation, FutureResult};
pub use joinable::{JoinableOperation, JoinableQueue, JoinableResult};
pub use lock::{Lock, LockOperation};
pub use pool::{Pool, PoolOperation, PoolResult};
pub use queue::{Discipline, Queue, QueueOperation, QueueResult};
pub use rlock::{RLock, RLockOperation};
pub use semaphore::{Semaphore, SemaphoreOperation};
