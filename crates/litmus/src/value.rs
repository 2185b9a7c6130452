//! What a variable holds.

use std::fmt;

/// What a variable holds: a number, or what a `cas` gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number.
    Number(i64),
    /// The result of a compare-and-swap.
    Pair {
        /// Whether it succeeded.
        succeeded: bool,
        /// The value it found.
        found: i64,
    },
}

impl Value {
    /// The number, if it is one.
    #[must_use]
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Pair { .. } => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Pair { succeeded, found } => write!(f, "({}, {found})", i64::from(*succeeded)),
        }
    }
}
