//! Programs as data, and what is asked about them.

/// One operation of a random program. Locations 0 and 1 are atomics, 2 is a lock, 3 is a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Act {
    Load(usize),
    Store(usize, u64),
    Add(usize),
    /// Waits until the value is not 0.
    Await(usize),
    Lock,
    Unlock,
    Try,
    /// Goes into the queue.
    Sleep,
    /// Waits until somebody has taken the thread out of the queue.
    Woken,
    Wake(u32),
    /// Skips the next one if the last value read was 0.
    Unless,
    /// Fails if the last value read was 0.
    Check,
    Spawn(u32),
    Join(u32),
}

pub(crate) const LOCK: usize = 2;
pub(crate) const QUEUE: usize = 3;

/// Threads, the first of which starts all others and then waits for them.
pub(crate) type Text = Vec<Vec<Act>>;

/// An execution: of each thread where its events' values come from and what they chose,
/// and the writes of each location in order. Events are numbered by thread and place in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Execution {
    pub(crate) sources: Vec<Vec<(Origin, Vec<u32>)>>,
    pub(crate) writes: [Vec<(u32, u32)>; 4],
}

/// Where the value of an event comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Origin {
    None,
    Initial,
    Event(u32, u32),
}

/// What became of an execution.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fate {
    Complete,
    Deadlock,
    Failure,
}
