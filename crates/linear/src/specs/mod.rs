//! What the primitives do, one operation after the other.
//!
//! They are written to be read beside the documentation of the primitives, and share nothing with how those
//! are made.

mod event;
mod lock;
mod queue;
mod rlock;
mod semaphore;

pub use event::{Event, EventOperation};
pub use lock::{Lock, LockOperation};
pub use queue::{Discipline, Queue, QueueOperation, QueueResult};
pub use rlock::{RLock, RLockOperation};
pub use semaphore::{Semaphore, SemaphoreOperation};
