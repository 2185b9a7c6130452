use linear::specs::{Discipline, Queue, QueueOperation, QueueResult};
use plainweave_property::Subject;
use plainweave_property::proptest::strategy::BoxedStrategy;
use runtime::Runtime;
use sync::{GetError, PutError, Shutdown};

use crate::{broken, coarse, holds, one_of, soon};

use QueueOperation::{Get, GetTimeout, Len, Put, PutTimeout, ShutDown, TryGet, TryPut};

#[allow(clippy::needless_pass_by_value, reason = "as of_get")]
pub(crate) fn of_put(result: Result<(), PutError<u32>>) -> QueueResult {
    match result {
        Ok(()) => QueueResult::Done,
        Err(PutError::Full(_)) => QueueResult::Full,
        Err(PutError::TimedOut(_)) => QueueResult::TimedOut,
        Err(PutError::ShutDown(_)) => QueueResult::ShutDown,
    }
}

pub(crate) fn of_get(result: Result<u32, GetError>) -> QueueResult {
    match result {
        Ok(item) => QueueResult::Item(item),
        Err(GetError::Empty) => QueueResult::Empty,
        Err(GetError::TimedOut) => QueueResult::TimedOut,
        Err(GetError::ShutDown) => QueueResult::ShutDown,
        Err(error) => panic!("numbers compare: {error}"),
    }
}

pub(crate) fn operations(me: usize) -> BoxedStrategy<QueueOperation> {
    // Each thread puts another item; thread 2 the least.
    let item = [5, 7, 3][me % 3];
    let drops = me.is_multiple_of(2);
    one_of([
        TryPut(item),
        Put(item),
        TryGet,
        Get,
        PutTimeout(item),
        GetTimeout,
        Len,
        ShutDown { drops },
    ])
}

/// What one can do with any queue that can be shut down.
macro_rules! apply {
    ($queue:expr, $operation:expr, $R:ident) => {
        match *$operation {
            Put(item) => of_put($queue.put(item)),
            TryPut(item) => of_put($queue.try_put(item)),
            PutTimeout(item) => of_put($queue.put_until(item, soon::<$R>())),
            Get => of_get($queue.get()),
            TryGet => of_get($queue.try_get()),
            GetTimeout => of_get($queue.get_until(soon::<$R>())),
            Len => QueueResult::Count($queue.len()),
            ShutDown { drops } => {
                $queue.shutdown(if drops { Shutdown::Immediate } else { Shutdown::Drain });
                QueueResult::Done
            }
        }
    };
}
pub(crate) use apply;

macro_rules! queues {
    ($subject:ident, $kind:ident, $name:literal, $discipline:ident, $room:expr) => {
        #[derive(Clone, Debug)]
        struct $subject;

        impl Subject for $subject {
            const NAME: &'static str = $name;
            type Object<R: Runtime> = sync::$kind<u32, R>;
            type Spec = Queue;

            fn operations(&self, me: usize) -> BoxedStrategy<QueueOperation> {
                operations(me)
            }

            fn spec(&self) -> Queue {
                Queue::new(Discipline::$discipline, $room)
            }

            fn object<R: Runtime>(&self) -> sync::$kind<u32, R> {
                let room: Option<usize> = $room;
                room.map_or_else(sync::$kind::new_in, sync::$kind::bounded_in)
            }

            fn apply<R: Runtime>(
                queue: &sync::$kind<u32, R>,
                operation: &QueueOperation,
            ) -> QueueResult {
                apply!(queue, operation, R)
            }
        }
    };
}

queues! { Bounded, Queue, "queue with one place", FirstInFirstOut, Some(1) }
queues! { Unbounded, Queue, "queue without a limit", FirstInFirstOut, None }
queues! { Lifo, LifoQueue, "lifo queue", LastInFirstOut, Some(2) }
queues! { Priority, PriorityQueue, "priority queue", LeastFirst, Some(2) }

holds! { bounded: Bounded, crate::COARSE }
holds! { unbounded: Unbounded, crate::COARSE }
holds! { lifo: Lifo, crate::COARSE }
holds! { priority: Priority, crate::COARSE }

#[derive(Clone, Debug)]
struct Simple;

impl Subject for Simple {
    const NAME: &'static str = "simple queue";
    type Object<R: Runtime> = sync::SimpleQueue<u32, R>;
    type Spec = Queue;

    fn operations(&self, me: usize) -> BoxedStrategy<QueueOperation> {
        let item = [5, 7, 3][me % 3];
        one_of([Put(item), TryGet, Get, GetTimeout, Len])
    }

    fn spec(&self) -> Queue {
        Queue::new(Discipline::FirstInFirstOut, None)
    }

    fn object<R: Runtime>(&self) -> sync::SimpleQueue<u32, R> {
        sync::SimpleQueue::new_in()
    }

    fn apply<R: Runtime>(
        queue: &sync::SimpleQueue<u32, R>,
        operation: &QueueOperation,
    ) -> QueueResult {
        match *operation {
            Get => QueueResult::Item(queue.get()),
            TryGet => of_get(queue.try_get()),
            GetTimeout => of_get(queue.get_until(soon::<R>())),
            Len => QueueResult::Count(queue.len()),
            Put(item) | TryPut(item) | PutTimeout(item) => {
                queue.put(item);
                QueueResult::Done
            }
            ShutDown { .. } => unreachable!("it cannot be shut down"),
        }
    }
}

holds! { simple: Simple, crate::COARSE }

/// The mistake: it looks for room in one step, and puts in another one.
#[derive(Clone, Debug)]
struct LooksThenPuts;

impl Subject for LooksThenPuts {
    const NAME: &'static str = "queue that looks for room, then puts";
    type Object<R: Runtime> = sync::Queue<u32, R>;
    type Spec = Queue;

    fn operations(&self, me: usize) -> BoxedStrategy<QueueOperation> {
        one_of([TryPut([5, 7, 3][me % 3]), TryGet, Len])
    }

    fn spec(&self) -> Queue {
        Queue::new(Discipline::FirstInFirstOut, Some(1))
    }

    fn object<R: Runtime>(&self) -> sync::Queue<u32, R> {
        sync::Queue::new_in()
    }

    fn apply<R: Runtime>(queue: &sync::Queue<u32, R>, operation: &QueueOperation) -> QueueResult {
        match operation {
            TryPut(_) if !queue.is_empty() => QueueResult::Full,
            operation => apply!(queue, operation, R),
        }
    }
}

#[test]
fn an_item_too_many_is_found() {
    let found = broken(&coarse(LooksThenPuts));
    assert_eq!(found.program.calls(), 2, "two put at once");
}

/// The mistake: another order.
#[derive(Clone, Debug)]
struct WrongOrder(Discipline);

impl Subject for WrongOrder {
    const NAME: &'static str = "queue of another order";
    type Object<R: Runtime> = sync::Queue<u32, R>;
    type Spec = Queue;

    fn operations(&self, me: usize) -> BoxedStrategy<QueueOperation> {
        one_of([TryPut([5, 7, 3][me % 3]), TryGet])
    }

    fn spec(&self) -> Queue {
        Queue::new(self.0, None)
    }

    fn object<R: Runtime>(&self) -> sync::Queue<u32, R> {
        sync::Queue::new_in()
    }

    fn apply<R: Runtime>(queue: &sync::Queue<u32, R>, operation: &QueueOperation) -> QueueResult {
        apply!(queue, operation, R)
    }
}

#[test]
fn an_order_that_is_none_is_found() {
    for discipline in [Discipline::LastInFirstOut, Discipline::LeastFirst] {
        let found = broken(&coarse(WrongOrder(discipline)));
        assert_eq!(found.program.calls(), 3, "two are put, and the wrong one comes out");
    }
}
