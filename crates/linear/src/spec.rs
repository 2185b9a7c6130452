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
    ///
    /// Of an operation that takes effect [in steps](Answers::step) the state says how far it is.
    fn apply(&self, operation: &Self::Operation) -> Answers<Self, Self::Result>;
}

/// What an operation may do in a state: nothing, if it blocks; usually one thing; several, if the
/// specification leaves it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers<S, R> {
    // Nearly always one: no allocation for that.
    first: Option<(S, R)>,
    more: Vec<(S, R)>,
    steps: Vec<S>,
}

impl<S, R> Answers<S, R> {
    /// The operation blocks.
    pub const fn none() -> Self {
        Self { first: None, more: Vec::new(), steps: Vec::new() }
    }

    /// The next state, and what the caller is told.
    pub const fn one(next: S, result: R) -> Self {
        Self { first: Some((next, result)), more: Vec::new(), steps: Vec::new() }
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

    /// The operation takes a step to this state, and goes on there: its caller is not told anything yet.
    ///
    /// So does one that lines up, waits, and is served: what others do in between sees it in the line. There is
    /// no single moment at which it takes effect, but there is one for each step. The state has to know who is
    /// in the line, so such an operation says which thread calls it. A step leads to another state, and back to
    /// none that was.
    ///
    /// ```
    /// use plainweave_linear::{Answers, Spec};
    ///
    /// /// A meeting of two: who comes first waits for the other one.
    /// #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    /// struct Meeting {
    ///     waits: Option<usize>,
    ///     may_leave: Option<usize>,
    /// }
    ///
    /// impl Spec for Meeting {
    ///     /// The thread that comes.
    ///     type Operation = usize;
    ///     type Result = ();
    ///
    ///     fn apply(&self, me: &usize) -> Answers<Self, ()> {
    ///         match *self {
    ///             Self { may_leave: Some(other), .. } if other == *me => Answers::one(Self::default(), ()),
    ///             Self { may_leave: Some(_), .. } => Answers::none(),
    ///             Self { waits: Some(other), .. } if other == *me => Answers::none(),
    ///             Self { waits: Some(other), .. } => {
    ///                 Answers::one(Self { waits: None, may_leave: Some(other) }, ())
    ///             }
    ///             Self { waits: None, .. } => {
    ///                 Answers::none().step(Self { waits: Some(*me), may_leave: None })
    ///             }
    ///         }
    ///     }
    /// }
    ///
    /// let waits = Meeting::default().apply(&1);
    /// assert!(waits.clone().into_iter().next().is_none() && !waits.is_none());
    /// ```
    #[must_use]
    pub fn step(mut self, next: S) -> Self {
        self.steps.push(next);
        self
    }

    /// The states to which a step leads.
    pub fn steps(&self) -> &[S] {
        &self.steps
    }

    /// Whether the operation blocks: it has no answer, and no step to take.
    pub const fn is_none(&self) -> bool {
        self.first.is_none() && self.steps.is_empty()
    }
}

impl<S, R> IntoIterator for Answers<S, R> {
    type Item = (S, R);
    type IntoIter = std::iter::Chain<std::option::IntoIter<(S, R)>, std::vec::IntoIter<(S, R)>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}
