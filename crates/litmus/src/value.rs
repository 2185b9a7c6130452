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

/// The number that a variable of this name, or a part of one such as `r[0]`, has among these.
pub(crate) fn variable<'v>(
    mut variables: impl Iterator<Item = (&'v str, Value)>,
    name: &str,
) -> Option<i64> {
    let (name, part) = match (name.strip_suffix("[0]"), name.strip_suffix("[1]")) {
        (Some(name), _) => (name, Some(0)),
        (None, Some(name)) => (name, Some(1)),
        (None, None) => (name, None),
    };
    let (_, value) = variables.find(|&(known, _)| known == name)?;
    match (value, part) {
        (Value::Number(number), None) => Some(number),
        (Value::Pair { succeeded, .. }, Some(0)) => Some(i64::from(succeeded)),
        (Value::Pair { found, .. }, Some(_)) => Some(found),
        _ => None,
    }
}
