//! What an object does when one operation follows the other.

use std::fmt::Debug;
use std::hash::Hash;

/// The state of an object, and what operations do to it, one after the other.
///
/// States that behave alike should be equal: the search remembers those that it has seen.
pub trait Spec: Clone + Eq + Hash + Debug {
    /// An operation with its arguments.
    type Operation: Debug;
    /// What the caller is told.
    type Result: PartialEq + Debug;

    /// What the operation may do in this state.
    fn apply(&self, operation: &Self::Operation) -> Answers<Self, Self::Result>;
}

/// What an operation may do in a state: nothing, if it blocks; usually one thing; several, if the
/// specification leaves it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers<S, R> {
    // Nearly always one: no allocation for that.
    first: Option<(S, R)>,
    more: Vec<(S, R)>,
}

impl<S, R> Answers<S, R> {
    /// The operation blocks.
    pub const fn none() -> Self {
        Self { first: None, more: Vec::new() }
    }

    /// The next state, and what the caller is told.
    pub const fn one(next: S, result: R) -> Self {
        Self { first: Some((next, result)), more: Vec::new() }
    }

    /// This, too: as of an operation that may also time out.
    ///
    /// ```
    /// use plainweave_linear::Answers;
    ///
    /// let items = vec![7];
    /// // It gets the item, or finds none before its deadline.
    /// let answers = Answers::one(vec![], Some(7)).or(items.clone(), None);
    /// assert_eq!(answers.into_iter().count(), 2);
    /// ```
    #[must_use]
    pub fn or(mut self, next: S, result: R) -> Self {
        if self.first.is_none() {
            self.first = Some((next, result));
        } else {
            self.more.push((next, result));
        }
        self
    }

    /// Whether the operation blocks.
    pub const fn is_none(&self) -> bool {
        self.first.is_none()
    }
}

impl<S, R> IntoIterator for Answers<S, R> {
    type Item = (S, R);
    type IntoIter = std::iter::Chain<std::option::IntoIter<(S, R)>, std::vec::IntoIter<(S, R)>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}
