use linear::specs::{
    Discipline, JoinableOperation, JoinableQueue, JoinableResult, Queue, QueueOperation,
    QueueResult,
};
use plainweave_property::Subject;
use plainweave_property::proptest::strategy::{BoxedStrategy, Strategy};
use runtime::{Atomic, AtomicInt, Ordering, Runtime};
use sync::Shutdown;

use crate::queues::{apply, of_get, of_put};
use crate::{broken, coarse, holds, one_of, soon};

use JoinableOperation::{Join, JoinTimeout, TaskDone, Unfinished};
use QueueOperation::{Get, GetTimeout, Len, Put, PutTimeout, ShutDown, TryGet, TryPut};

#[derive(Clone, Debug)]
struct Joinables;

impl Subject for Joinables {
    const NAME: &'static str = "joinable queue";
    type Object<R: Runtime> = sync::JoinableQueue<u32, R>;
    type Spec = JoinableQueue;

    fn operations(&self, me: usize) -> BoxedStrategy<JoinableOperation> {
        let queue = crate::queues::operations(me).prop_map(JoinableOperation::Queue);
        let own = one_of([TaskDone, TaskDone, JoinTimeout, Join, Unfinished]);
        plainweave_property::proptest::prop_oneof![own, queue].boxed()
    }

    fn spec(&self) -> JoinableQueue {
        JoinableQueue::new(Queue::new(Discipline::FirstInFirstOut, None))
    }

    fn object<R: Runtime>(&self) -> sync::JoinableQueue<u32, R> {
        sync::JoinableQueue::new_in()
    }

    fn apply<R: Runtime>(
        queue: &sync::JoinableQueue<u32, R>,
        operation: &JoinableOperation,
    ) -> JoinableResult {
        match operation {
            JoinableOperation::Queue(operation) => {
                JoinableResult::Queue(apply!(queue, operation, R))
            }
            TaskDone => {
                let is_one = queue.task_done().is_ok();
                if is_one { JoinableResult::Done } else { JoinableResult::TooMany }
            }
            Join => {
                queue.join();
                JoinableResult::Done
            }
            JoinTimeout => {
                let is_over = queue.join_until(soon::<R>()).is_ok();
                if is_over { JoinableResult::Done } else { JoinableResult::TimedOut }
            }
            Unfinished => JoinableResult::Count(queue.unfinished()),
        }
    }
}

holds! { joinable: Joinables, crate::COARSE }

/// The mistake: it counts the item when it is already in the queue.
#[derive(Clone, Debug)]
struct CountsLate;

struct Counted<R: Runtime> {
    queue: sync::Queue<u32, R>,
    unfinished: R::AtomicU32,
}

impl Subject for CountsLate {
    const NAME: &'static str = "joinable queue that counts late";
    type Object<R: Runtime> = Counted<R>;
    type Spec = JoinableQueue;

    fn operations(&self, _: usize) -> BoxedStrategy<JoinableOperation> {
        one_of([TaskDone, JoinableOperation::Queue(Put(5)), JoinableOperation::Queue(TryGet)])
    }

    fn spec(&self) -> JoinableQueue {
        JoinableQueue::new(Queue::new(Discipline::FirstInFirstOut, None))
    }

    fn object<R: Runtime>(&self) -> Counted<R> {
        Counted { queue: sync::Queue::new_in(), unfinished: R::AtomicU32::new(0) }
    }

    fn apply<R: Runtime>(
        Counted { queue, unfinished }: &Counted<R>,
        operation: &JoinableOperation,
    ) -> JoinableResult {
        if let JoinableOperation::Queue(operation) = operation {
            let result = apply!(queue, operation, R);
            if *operation == Put(5) {
                unfinished.fetch_add(1, Ordering::AcqRel);
            }
            return JoinableResult::Queue(result);
        }
        let mut seen = unfinished.load(Ordering::Acquire);
        while seen > 0 {
            match unfinished.compare_exchange(seen, seen - 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return JoinableResult::Done,
                Err(now) => seen = now,
            }
        }
        JoinableResult::TooMany
    }
}

#[test]
fn a_task_that_is_refused_is_found() {
    let found = broken(&coarse(CountsLate));
    assert_eq!(found.program.calls(), 3, "one puts, another one gets, and is done");
}
