//! What a thread does next that others can notice, and what comes of it.

use crate::ordering::Ordering;
use crate::program::Location;
use crate::value::Value;

/// A visible operation, its operands evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Loads.
    Load {
        /// From where.
        from: Location,
        /// How.
        ordering: Ordering,
    },
    /// Stores.
    Store {
        /// Where.
        to: Location,
        /// What.
        value: i64,
        /// How.
        ordering: Ordering,
    },
    /// Adds; gives the old value.
    Add {
        /// Where.
        at: Location,
        /// How much.
        operand: i64,
        /// How.
        ordering: Ordering,
    },
    /// Replaces; gives the old value.
    Exchange {
        /// Where.
        at: Location,
        /// By what.
        new: i64,
        /// How.
        ordering: Ordering,
    },
    /// Replaces if the expected value is there; gives a pair.
    CompareAndSwap {
        /// Where.
        at: Location,
        /// The value to be replaced.
        expected: i64,
        /// What replaces it.
        new: i64,
        /// How, if the expected value is there.
        success: Ordering,
        /// How, otherwise.
        failure: Ordering,
    },
    /// Orders memory.
    Fence {
        /// How.
        ordering: Ordering,
    },
    /// Waits until a mutex is free, and takes it.
    Lock {
        /// Which.
        mutex: Location,
    },
    /// Frees a mutex.
    Unlock {
        /// Which.
        mutex: Location,
    },
    /// Takes a mutex if it is free; gives 1 or 0.
    TryLock {
        /// Which.
        mutex: Location,
    },
    /// Starts a thread.
    Start {
        /// Which.
        thread: usize,
    },
    /// Waits until a thread has ended.
    Join {
        /// Which.
        thread: usize,
    },
}

/// What comes of an operation at a location, given the value it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// How it orders memory.
    pub ordering: Ordering,
    /// The value it writes, if it does.
    pub writes: Option<i64>,
    /// What the thread gets.
    pub gives: Value,
}

impl Operation {
    /// The location that it accesses, if it does.
    #[must_use]
    pub fn location(self) -> Option<Location> {
        match self {
            Self::Load { from: location, .. }
            | Self::Store { to: location, .. }
            | Self::Add { at: location, .. }
            | Self::Exchange { at: location, .. }
            | Self::CompareAndSwap { at: location, .. }
            | Self::Lock { mutex: location }
            | Self::Unlock { mutex: location }
            | Self::TryLock { mutex: location } => Some(location),
            Self::Fence { .. } | Self::Start { .. } | Self::Join { .. } => None,
        }
    }

    /// Whether it reads a location.
    #[must_use]
    pub fn reads(self) -> bool {
        self.location().is_some() && !matches!(self, Self::Store { .. } | Self::Unlock { .. })
    }

    /// What comes of it if it reads this value; none if then it has to wait.
    ///
    /// What reads nothing ignores the value.
    #[must_use]
    pub fn on(self, value: i64) -> Option<Effect> {
        let old = Value::Number(value);
        let (ordering, writes, gives) = match self {
            Self::Load { ordering, .. } | Self::Fence { ordering } => (ordering, None, old),
            Self::Store { value, ordering, .. } => (ordering, Some(value), old),
            Self::Add { operand, ordering, .. } => {
                (ordering, Some(value.wrapping_add(operand)), old)
            }
            Self::Exchange { new, ordering, .. } => (ordering, Some(new), old),
            Self::CompareAndSwap { expected, new, success, failure, .. } => {
                let succeeded = value == expected;
                let ordering = if succeeded { success } else { failure };
                (ordering, succeeded.then_some(new), Value::Pair { succeeded, found: value })
            }
            Self::Lock { .. } if value != 0 => return None,
            Self::Lock { .. } => (Ordering::Acquire, Some(1), old),
            Self::Unlock { .. } => (Ordering::Release, Some(0), old),
            Self::TryLock { .. } if value != 0 => (Ordering::Relaxed, None, Value::Number(0)),
            Self::TryLock { .. } => (Ordering::Acquire, Some(1), Value::Number(1)),
            Self::Start { .. } | Self::Join { .. } => (Ordering::Relaxed, None, old),
        };
        Some(Effect { ordering, writes, gives })
    }
}
