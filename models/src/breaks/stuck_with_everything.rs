//! Threads that get stuck with something of each kind in hand.
//!
//! ```text
//! ann:   wait for the event
//! main:  take a bit of everything;  arrive at a barrier, whose action waits for the event
//! ```
//!
//! Nobody sets it. The run is given up, and what main has in hand is dropped: none of it may touch the model
//! then. Whatever does makes another fault of this one, or ends the process.

use std::sync::Arc;

use pool::{Builder, Promise, as_completed};
use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Barrier, BoundedSemaphore, Event, JoinableQueue, Lock, Queue, RLock, Semaphore};
use trace::FaultKind;

/// A run ends while everything is held that one can hold.
#[derive(Debug)]
pub struct StuckWithEverything;

impl Scenario for StuckWithEverything {
    const NAME: &'static str = "stuck/with-everything";
    const STORY: &'static str = "A thread takes a lock, a permit, a task and more, and then waits for what \
        never comes.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let event = Arc::new(Event::<R>::new_in());
        let ann = cx.spawn("ann", {
            let event = Arc::clone(&event);
            move || event.wait()
        });
        let lock = Lock::<(), R>::new_in(());
        let rlock = RLock::<(), R>::new_in(());
        let semaphore = Semaphore::<R>::new_in(1);
        let bounded = BoundedSemaphore::<R>::new_in(1);
        let queue = full(JoinableQueue::<Box<u32>, R>::bounded_in);
        let unbounded = left::<R>();
        let _held = (lock.lock(), rlock.lock(), semaphore.acquire(), bounded.acquire());
        let _task = queue.get_task();
        drop(unbounded.try_get());
        let promise = Promise::<u32, R>::new_in();
        let _next = as_completed([&promise.future()]);
        let _pool = Builder::new().max_workers(1).build_in::<R>();
        let action = move || {
            event.wait();
            Ok(())
        };
        let _ = Barrier::<R>::new_in(1).with_action(action).wait();
        cx.join_all([ann]);
    }
}

/// A queue whose items are to be dropped with it. Made apart: a model has little stack.
#[inline(never)]
fn full<R: Runtime>(
    make: fn(usize) -> JoinableQueue<Box<u32>, R>,
) -> Box<JoinableQueue<Box<u32>, R>> {
    let queue = Box::new(make(2));
    for item in 0..2 {
        assert!(queue.put(Box::new(item)).is_ok());
    }
    queue
}

/// The same without a limit.
#[inline(never)]
fn left<R: Runtime>() -> Box<Queue<Box<u32>, R>> {
    let queue = Box::new(Queue::new_in());
    for item in 0..2 {
        assert!(queue.put(Box::new(item)).is_ok());
    }
    queue
}
