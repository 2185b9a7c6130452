//! The queues: what all kinds promise alike, and then what each does by itself.

// Most of these tests are functions generic over the kind, which clippy does not take for tests.
#![allow(clippy::unwrap_used)]

mod comparisons;
mod drops;
mod ends;
mod joinable;
mod limits;
mod order;
mod simple;
mod waits;

use std::time::Duration;

use plainweave_sync::{
    CapacityError, Deadline, GetError, JoinableQueue, LifoQueue, Native, PriorityQueue, PutError,
    Queue, Shutdown,
};

/// What all kinds of queues can do that have a limit and an end.
trait AnyQueue<T>: std::fmt::Debug + Sync + Sized + 'static {
    fn unbounded() -> Self;
    fn try_bounded(capacity: usize) -> Result<Self, CapacityError>;
    fn bounded(capacity: usize) -> Self;
    fn named(self, name: &'static str) -> Self;
    fn put(&self, item: T) -> Result<(), PutError<T>>;
    fn try_put(&self, item: T) -> Result<(), PutError<T>>;
    fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>>;
    fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>>;
    fn get(&self) -> Result<T, GetError>;
    fn try_get(&self) -> Result<T, GetError>;
    fn get_timeout(&self, timeout: Duration) -> Result<T, GetError>;
    fn get_until(&self, deadline: Deadline) -> Result<T, GetError>;
    fn iter(&self) -> impl Iterator<Item = T>;
    fn try_iter(&self) -> impl Iterator<Item = T>;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn is_full(&self) -> bool;
    fn capacity(&self) -> Option<usize>;
    fn shutdown(&self, how: Shutdown) -> Vec<T>;
}

type Joinable<T, Q> = JoinableQueue<T, Native, Q>;

macro_rules! any_queue {
    ($(<T: Send $(+ $bound:ident)?> $queue:ty, $unbounded:expr, $bounded:expr, $try_bounded:expr;)*)
    => {$(
        impl<T: Send + std::fmt::Debug + 'static $(+ $bound)?> AnyQueue<T> for $queue {
            fn unbounded() -> Self {
                $unbounded
            }

            fn try_bounded(capacity: usize) -> Result<Self, CapacityError> {
                $try_bounded(capacity)
            }

            fn bounded(capacity: usize) -> Self {
                $bounded(capacity)
            }

            fn named(self, name: &'static str) -> Self {
                self.named(name)
            }

            fn put(&self, item: T) -> Result<(), PutError<T>> {
                self.put(item)
            }

            fn try_put(&self, item: T) -> Result<(), PutError<T>> {
                self.try_put(item)
            }

            fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
                self.put_timeout(item, timeout)
            }

            fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
                self.put_until(item, deadline)
            }

            fn get(&self) -> Result<T, GetError> {
                self.get()
            }

            fn try_get(&self) -> Result<T, GetError> {
                self.try_get()
            }

            fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
                self.get_timeout(timeout)
            }

            fn get_until(&self, deadline: Deadline) -> Result<T, GetError> {
                self.get_until(deadline)
            }

            fn iter(&self) -> impl Iterator<Item = T> {
                self.into_iter()
            }

            fn try_iter(&self) -> impl Iterator<Item = T> {
                self.try_iter()
            }

            fn len(&self) -> usize {
                self.len()
            }

            fn is_empty(&self) -> bool {
                self.is_empty()
            }

            fn is_full(&self) -> bool {
                self.is_full()
            }

            fn capacity(&self) -> Option<usize> {
                self.capacity()
            }

            fn shutdown(&self, how: Shutdown) -> Vec<T> {
                self.shutdown(how)
            }
        }
    )*};
}

any_queue! {
    <T: Send> Queue<T>, Queue::new(), Queue::bounded, Queue::try_bounded;
    <T: Send> LifoQueue<T>, LifoQueue::new(), LifoQueue::bounded, LifoQueue::try_bounded;
    <T: Send + Ord> PriorityQueue<T>,
        PriorityQueue::new(), PriorityQueue::bounded, PriorityQueue::try_bounded;
    <T: Send> JoinableQueue<T>,
        JoinableQueue::new(), JoinableQueue::bounded, JoinableQueue::try_bounded;
    <T: Send> Joinable<T, LifoQueue<T>>,
        Joinable::over(LifoQueue::new()),
        |capacity| Joinable::over(LifoQueue::bounded(capacity)),
        |capacity| LifoQueue::try_bounded(capacity).map(Joinable::over);
    <T: Send + Ord> Joinable<T, PriorityQueue<T>>,
        Joinable::over(PriorityQueue::new()),
        |capacity| Joinable::over(PriorityQueue::bounded(capacity)),
        |capacity| PriorityQueue::try_bounded(capacity).map(Joinable::over);
}

/// The same tests for each kind, of items of one type.
macro_rules! for_each_kind {
    ($item:ty: $($test:ident)*) => {
        for_each_kind!(@ fifo, plainweave_sync::Queue<$item>: $($test)*);
        for_each_kind!(@ lifo, plainweave_sync::LifoQueue<$item>: $($test)*);
        for_each_kind!(@ priority, plainweave_sync::PriorityQueue<$item>: $($test)*);
        for_each_kind!(@ joinable, plainweave_sync::JoinableQueue<$item>: $($test)*);
        for_each_kind!(@ joinable_lifo,
            crate::queue::Joinable<$item, plainweave_sync::LifoQueue<$item>>: $($test)*);
        for_each_kind!(@ joinable_priority,
            crate::queue::Joinable<$item, plainweave_sync::PriorityQueue<$item>>: $($test)*);
    };
    (@ $kind:ident, $queue:ty: $($test:ident)*) => {
        mod $kind {
            $(
                #[test]
                fn $test() {
                    super::$test::<$queue>();
                }
            )*
        }
    };
}
use for_each_kind;
