//! What the kinds of queues have in common, for what is built on any of them.

use std::borrow::Cow;

use runtime::{Deadline, Runtime};

use super::iter::sealed::Sealed;
use super::{GetError, LifoQueue, PriorityQueue, PutError, Queue, Shutdown};

/// A queue that a [`JoinableQueue`](crate::JoinableQueue) can be made of: [`Queue`], [`LifoQueue`],
/// [`PriorityQueue`].
///
/// Its hidden methods are the bare operations: whoever calls them is inside a
/// [call](Runtime::call).
pub trait QueueKind<T: Send, R: Runtime>: Sealed {
    #[doc(hidden)]
    fn word(&self) -> &R::Futex;
    #[doc(hidden)]
    #[must_use]
    fn named(self, name: Cow<'static, str>) -> Self;
    #[doc(hidden)]
    fn put_now(&self, item: T) -> Result<(), PutError<T>>;
    #[doc(hidden)]
    fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>>;
    #[doc(hidden)]
    fn get_now(&self) -> Result<T, GetError>;
    #[doc(hidden)]
    fn get_by(&self, deadline: Deadline) -> Result<T, GetError>;
    #[doc(hidden)]
    fn count(&self) -> usize;
    #[doc(hidden)]
    fn capacity(&self) -> Option<usize>;
    #[doc(hidden)]
    fn shut_down(&self, how: Shutdown) -> Vec<T>;
    #[doc(hidden)]
    fn puts(&self) -> u32;
    #[doc(hidden)]
    fn puts_now(&self) -> u32;
}

/// The inherent methods of the same names.
macro_rules! queue_kinds {
    ($($kind:ident<T: Send $(+ $bound:ident)?>;)*) => {$(
        impl<T: Send $(+ $bound)?, R: Runtime> QueueKind<T, R> for $kind<T, R> {
            #[inline]
            fn word(&self) -> &R::Futex {
                $kind::word(self)
            }

            fn named(self, name: Cow<'static, str>) -> Self {
                $kind::named(self, name)
            }

            #[inline]
            fn put_now(&self, item: T) -> Result<(), PutError<T>> {
                $kind::put_now(self, item)
            }

            #[inline]
            fn put_by(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
                $kind::put_by(self, item, deadline)
            }

            #[inline]
            fn get_now(&self) -> Result<T, GetError> {
                $kind::get_now(self)
            }

            #[inline]
            fn get_by(&self, deadline: Deadline) -> Result<T, GetError> {
                $kind::get_by(self, deadline)
            }

            fn count(&self) -> usize {
                $kind::count(self)
            }

            fn capacity(&self) -> Option<usize> {
                $kind::capacity(self)
            }

            fn shut_down(&self, how: Shutdown) -> Vec<T> {
                $kind::shut_down(self, how)
            }

            #[inline]
            fn puts(&self) -> u32 {
                $kind::puts(self)
            }

            fn puts_now(&self) -> u32 {
                $kind::puts_now(self)
            }
        }
    )*};
}

queue_kinds! {
    Queue<T: Send>;
    LifoQueue<T: Send>;
    PriorityQueue<T: Send + Ord>;
}
