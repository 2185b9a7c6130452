//! A share of the search tree, as a whole number: parts add up to the whole exactly, in whatever order
//! and on whatever machines they were explored.

use serde::{Deserialize, Serialize};

/// How many 2^-63rds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Share(u64);

impl Share {
    pub(crate) const NOTHING: Self = Self(0);
    pub(crate) const WHOLE: Self = Self(1 << 63);

    /// As a number from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "both ends are powers of two, hence exact")]
    pub(crate) fn fraction_of(self, whole: Self) -> f64 {
        if whole == Self::NOTHING { 0.0 } else { self.0 as f64 / whole.0 as f64 }
    }

    /// Together with another one. Saturates: more than the whole is a part counted twice, which no
    /// estimate is worth ending a search for.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Split in `parts` equal ones, and what is left over. Far down in a deep tree a part may be
    /// nothing; the sum stays exact.
    pub(crate) fn split(self, parts: usize) -> (Self, Self) {
        let parts = (parts as u64).max(1);
        (Self(self.0 / parts), Self(self.0 % parts))
    }

    /// As a number that can be kept in an atomic.
    pub(crate) fn code(self) -> u64 {
        self.0
    }

    pub(crate) fn from_code(code: u64) -> Self {
        Self(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        for parts in [1, 2, 3, 7, 24, 1000] {
            let (each, rest) = Share::WHOLE.split(parts);
            let sum = (0..parts).fold(rest, |sum, _| sum.plus(each));
            assert_eq!(sum, Share::WHOLE);
        }
        assert!((Share::WHOLE.fraction_of(Share::WHOLE) - 1.0).abs() < f64::MIN_POSITIVE);
    }
}
