//! Queues: ways for threads to hand things over.
//!
//! | Python | here | order |
//! |---|---|---|
//! | `queue.Queue` | [`Queue`] | first in, first out |
//!
//! All of them are for any number of threads on both sides. Each operation has a form that waits, one
//! that only tries, one with a timeout and one with a deadline.

mod chain;
mod error;
mod fifo;
mod iter;
mod pace;
mod ring;
mod side;
mod sleepers;
mod slot;

pub use error::{CapacityError, GetError, PutError};
pub use fifo::Queue;
pub use iter::{Iter, Source, TryIter};

/// What becomes of the items in a queue that is shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// They can still be got. Python: `shutdown()`.
    Drain,
    /// They are removed. Python: `shutdown(immediate=True)`.
    Immediate,
}
