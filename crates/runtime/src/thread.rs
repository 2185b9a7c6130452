use std::fmt;

/// A thread of a run. Ids are never reused, so that a thread that is gone is never mistaken for a
/// new one.
///
/// In a model, the thread that starts the run is number 0 and the others count up from there.
/// Natively the ids count the threads of the process that ever asked for theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub u32);

impl fmt::Display for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A running thread. Dropping it lets the thread run on.
pub trait Thread: Send {
    /// Waits for the thread to end, and passes its panic on.
    ///
    /// What the thread did happens before this returns.
    #[track_caller]
    fn join(self);
}
