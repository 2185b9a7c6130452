//! Getting items one after the other.

use runtime::Runtime;

use super::{GetError, JoinableQueue, LifoQueue, PriorityQueue, Queue, QueueKind, SimpleQueue};

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

/// The queues that can be shut down, and so come to an end.
macro_rules! sources {
    ($($queue:ident<T: Send $(+ $bound:ident)?>;)*) => {$(
        impl<T: Send, R: Runtime> sealed::Sealed for $queue<T, R> {}

        impl<T: Send $(+ $bound)?, R: Runtime> Source for $queue<T, R> {
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

        impl<'a, T: Send $(+ $bound)?, R: Runtime> IntoIterator for &'a $queue<T, R> {
            type Item = T;
            type IntoIter = Iter<'a, $queue<T, R>>;

            fn into_iter(self) -> Iter<'a, $queue<T, R>> {
                self.iter()
            }
        }
    )*};
}

sources! {
    Queue<T: Send>;
    LifoQueue<T: Send>;
    PriorityQueue<T: Send + Ord>;
}

impl<T: Send, R: Runtime> sealed::Sealed for SimpleQueue<T, R> {}

impl<T: Send, R: Runtime> Source for SimpleQueue<T, R> {
    type Item = T;

    #[track_caller]
    fn next(&self) -> Result<T, GetError> {
        Ok(self.get())
    }

    #[track_caller]
    fn next_if_any(&self) -> Result<T, GetError> {
        self.try_get()
    }
}

impl<'a, T: Send, R: Runtime> IntoIterator for &'a SimpleQueue<T, R> {
    type Item = T;
    type IntoIter = Iter<'a, SimpleQueue<T, R>>;

    fn into_iter(self) -> Iter<'a, SimpleQueue<T, R>> {
        self.iter()
    }
}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> sealed::Sealed for JoinableQueue<T, R, Q> {}

impl<T: Send, R: Runtime, Q: QueueKind<T, R>> Source for JoinableQueue<T, R, Q> {
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

impl<'a, T: Send, R: Runtime, Q: QueueKind<T, R>> IntoIterator for &'a JoinableQueue<T, R, Q> {
    type Item = T;
    type IntoIter = Iter<'a, JoinableQueue<T, R, Q>>;

    fn into_iter(self) -> Iter<'a, JoinableQueue<T, R, Q>> {
        self.iter()
    }
}
