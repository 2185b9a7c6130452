//! Getting items one after the other.

use super::{GetError, Queue};
use runtime::Runtime;

/// What can be got from: so that each kind of queue has the same iterators.
pub trait Source: sealed::Sealed {
    /// What is got.
    type Item;

    #[doc(hidden)]
    fn next(&self) -> Result<Self::Item, GetError>;

    #[doc(hidden)]
    fn next_if_any(&self) -> Result<Self::Item, GetError>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// The items of a queue as they come, until it is shut down and empty.
#[derive(Debug)]
#[must_use = "nothing is got before it is asked for"]
pub struct Iter<'a, Q>(&'a Q);

/// The items that are in a queue, until there is none.
#[derive(Debug)]
#[must_use = "nothing is got before it is asked for"]
pub struct TryIter<'a, Q>(&'a Q);

impl<'a, Q: Source> Iter<'a, Q> {
    pub(super) fn new(queue: &'a Q) -> Self {
        Self(queue)
    }
}

impl<'a, Q: Source> TryIter<'a, Q> {
    pub(super) fn new(queue: &'a Q) -> Self {
        Self(queue)
    }
}

impl<Q: Source> Iterator for Iter<'_, Q> {
    type Item = Q::Item;

    #[track_caller]
    fn next(&mut self) -> Option<Q::Item> {
        self.0.next().ok()
    }
}

impl<Q: Source> Iterator for TryIter<'_, Q> {
    type Item = Q::Item;

    #[track_caller]
    fn next(&mut self) -> Option<Q::Item> {
        self.0.next_if_any().ok()
    }
}

impl<T: Send, R: Runtime> sealed::Sealed for Queue<T, R> {}

impl<T: Send, R: Runtime> Source for Queue<T, R> {
    type Item = T;

    #[track_caller]
    fn next(&self) -> Result<T, GetError> {
        self.get()
    }

    #[track_caller]
    fn next_if_any(&self) -> Result<T, GetError> {
        self.try_get()
    }
}

impl<'a, T: Send, R: Runtime> IntoIterator for &'a Queue<T, R> {
    type Item = T;
    type IntoIter = Iter<'a, Queue<T, R>>;

    fn into_iter(self) -> Iter<'a, Queue<T, R>> {
        self.iter()
    }
}
