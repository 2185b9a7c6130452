//! Queues: ways for threads to hand things over.
//!
//! | Python | here | order |
//! |---|---|---|
//! | `queue.Queue` | [`Queue`] | first in, first out |
//! | `queue.LifoQueue` | [`LifoQueue`] | last in, first out |
//! | `queue.PriorityQueue` | [`PriorityQueue`] | least first; of equal ones, first in, first out |
//! | `queue.SimpleQueue` | [`SimpleQueue`] | first in, first out; no limit, no shutdown |
//! | their `task_done` and `join` | [`JoinableQueue`] | that of the queue it is made of |
//!
//! All of them are for any number of threads on both sides. Each operation that can wait has a form
//! that waits, one that only tries, one with a timeout and one with a deadline.

mod capacity;
mod chain;
mod closed;
mod error;
mod fifo;
mod heap;
mod iter;
mod joinable;
mod kind;
mod lifo;
mod operations;
mod pace;
mod pile;
mod priority;
mod ring;
mod side;
mod simple;
mod sleepers;
mod slot;
mod sorting;
mod tally;
mod task;

pub use error::{CapacityError, GetError, PutError, TooManyTaskDone};
pub use fifo::Queue;
pub use iter::{Iter, Source, TryIter};
pub use joinable::JoinableQueue;
pub use kind::QueueKind;
pub use lifo::LifoQueue;
pub use priority::PriorityQueue;
pub use simple::SimpleQueue;
pub use task::{Task, Tasks};

/// What becomes of the items in a queue that is shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// They can still be got. Python: `shutdown()`.
    Drain,
    /// They are removed. Python: `shutdown(immediate=True)`.
    Immediate,
}
