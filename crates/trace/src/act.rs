use std::fmt;

use crate::ThreadIndex;

/// What a thread did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Begins a public operation; noted before the first step of it.
    ///
    /// A thread that waits for a lock may take no step at all until the lock is free: then this is
    /// the only sign that it waits.
    Begin,
    /// Loaded a value from an atomic.
    Load(u64),
    /// Stored a value in an atomic.
    Store(u64),
    /// Replaced a value of an atomic in one step.
    Update {
        /// What was there.
        before: u64,
        /// What is there now.
        after: u64,
    },
    /// Replaced a value of an atomic in one step, since it was the expected one.
    Exchanged {
        /// What was there.
        before: u64,
        /// What is there now.
        after: u64,
    },
    /// Wanted to replace the value of an atomic, but found another one, or failed for no reason.
    Refused {
        /// What was there.
        found: u64,
    },
    /// Read a plain variable.
    Read(u64),
    /// Wrote a plain variable.
    Write(u64),
    /// Wanted to use a plain variable, but the engine saw that nothing orders this with the use by
    /// another thread.
    Raced {
        /// Whether it wanted to write.
        writes: bool,
    },
    /// Put up a memory fence.
    Fence,
    /// Is about to fall asleep, should the value be this.
    Sleep {
        /// The value.
        expected: u64,
        /// Whether there is a deadline.
        timed: bool,
    },
    /// Is awake.
    Woke,
    /// Is awake because its deadline has passed.
    TimedOut,
    /// Woke others.
    Wake {
        /// How many there were to wake.
        sleepers: u32,
    },
    /// Now holds the object, alone.
    Locked,
    /// The object is free again.
    Unlocked,
    /// Now holds so many units more of the object.
    Acquired(u32),
    /// Gave so many units of the object back.
    Released(u32),
    /// Told so many waiters.
    Notified(u32),
    /// Put an item into the object.
    Put,
    /// Got an item out of the object.
    Got,
    /// Started a thread.
    Spawn(ThreadIndex),
    /// Waits for a thread to end.
    Join(ThreadIndex),
    /// Has seen a thread end.
    Joined(ThreadIndex),
    /// Chose a value.
    Chose {
        /// The value.
        value: u32,
        /// From how many, counted from 0.
        of: u32,
    },
    /// Panicked.
    Panicked,
    /// Came to its end.
    Done,
}

impl Act {
    /// What it puts into an atomic or into a variable.
    pub const fn written(self) -> Option<u64> {
        match self {
            Self::Store(value)
            | Self::Write(value)
            | Self::Update { after: value, .. }
            | Self::Exchanged { after: value, .. } => Some(value),
            _ => None,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin => write!(f, "begins"),
            Self::Load(value) => write!(f, "loads {value}"),
            Self::Store(value) => write!(f, "stores {value}"),
            Self::Update { before, after } | Self::Exchanged { before, after } => {
                write!(f, "changes {before} to {after}")
            }
            Self::Refused { found } => write!(f, "finds {found}"),
            Self::Read(value) => write!(f, "reads {value}"),
            Self::Write(value) => write!(f, "writes {value}"),
            Self::Raced { writes: false } => write!(f, "reads in a data race"),
            Self::Raced { writes: true } => write!(f, "writes in a data race"),
            Self::Fence => write!(f, "puts up a fence"),
            Self::Sleep { expected, timed: false } => write!(f, "sleeps if {expected}"),
            Self::Sleep { expected, timed: true } => {
                write!(f, "sleeps if {expected}, or times out")
            }
            Self::Woke => write!(f, "is awake"),
            Self::TimedOut => write!(f, "times out"),
            Self::Wake { sleepers: 0 } => write!(f, "wakes nobody"),
            Self::Wake { sleepers } => write!(f, "wakes, of {sleepers}"),
            Self::Locked => write!(f, "has it"),
            Self::Unlocked => write!(f, "gives it up"),
            Self::Acquired(units) => write!(f, "has {units} more"),
            Self::Released(units) => write!(f, "gives {units} back"),
            Self::Notified(0) => write!(f, "notifies, but nobody waits"),
            Self::Notified(waiters) => write!(f, "notifies {waiters}"),
            Self::Put => write!(f, "puts an item in"),
            Self::Got => write!(f, "gets an item out"),
            Self::Spawn(_) => write!(f, "starts a thread"),
            Self::Join(_) => write!(f, "waits for a thread to end"),
            Self::Joined(_) => write!(f, "has seen a thread end"),
            Self::Chose { value, of } => write!(f, "chooses {value} of {of}"),
            Self::Panicked => write!(f, "panics"),
            Self::Done => write!(f, "is done"),
        }
    }
}
