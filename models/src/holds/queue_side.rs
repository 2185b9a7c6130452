//! The two sides of a queue, seen from where one waits: some wait for items, others for room.
//!
//! Both sides of both kinds of [`Queue`] are used by the same programs, as are queues with mistakes.

use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams};
use std::sync::Arc;
use sync::{GetError, PutError, Queue, Shutdown};

/// What some threads provide one by one, and others wait for.
pub(crate) trait Side<R: Runtime>: Send + Sync + 'static {
    /// Without any.
    fn none() -> Self;
    /// Provides one; at most two are provided.
    fn provide(&self);
    /// Waits until there is one and takes it; false if there will be none.
    fn take(&self) -> bool;
    /// Waits for one until the deadline passes; false if it did.
    fn take_until(&self, deadline: Deadline) -> bool;
}

/// A side that may be told that there will be no more.
pub(crate) trait ShutsDown<R: Runtime>: Side<R> {
    fn shut_down(&self);
}

/// Items in a queue with a limit.
pub(crate) struct Items<R: Runtime>(Queue<u32, R>);

/// Items in a queue without a limit.
pub(crate) struct ItemsUnbounded<R: Runtime>(Items<R>);

/// Room in a queue with a limit.
pub(crate) struct Room<R: Runtime>(Queue<u32, R>);

const ITEM: u32 = 7;

impl<R: Runtime> Side<R> for Items<R> {
    fn none() -> Self {
        Self(Queue::bounded_in(2).named("queue"))
    }

    fn provide(&self) {
        self.0.put(ITEM).expect("it is open");
    }

    fn take(&self) -> bool {
        match self.0.get() {
            Ok(item) => item == ITEM,
            Err(error) => {
                assert_eq!(error, GetError::ShutDown);
                false
            }
        }
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        match self.0.get_until(deadline) {
            Ok(item) => item == ITEM,
            Err(error) => {
                assert_eq!(error, GetError::TimedOut);
                false
            }
        }
    }
}

impl<R: Runtime> Side<R> for ItemsUnbounded<R> {
    fn none() -> Self {
        Self(Items(Queue::new_in().named("queue")))
    }

    fn provide(&self) {
        self.0.provide();
    }

    fn take(&self) -> bool {
        self.0.take()
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        self.0.take_until(deadline)
    }
}

impl<R: Runtime> Side<R> for Room<R> {
    fn none() -> Self {
        let queue = Queue::bounded_in(2).named("queue");
        queue.put(ITEM).expect("it is empty");
        queue.put(ITEM).expect("there is room for one more");
        Self(queue)
    }

    fn provide(&self) {
        self.0.get().expect("it is full");
    }

    fn take(&self) -> bool {
        let put = self.0.put(ITEM);
        assert_ne!(put, Err(PutError::TimedOut(ITEM)));
        put.is_ok()
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        let put = self.0.put_until(ITEM, deadline);
        assert_ne!(put, Err(PutError::ShutDown(ITEM)));
        put.is_ok()
    }
}

impl<R: Runtime> ShutsDown<R> for Items<R> {
    fn shut_down(&self) {
        assert!(self.0.shutdown(Shutdown::Drain).is_empty());
    }
}

impl<R: Runtime> ShutsDown<R> for Room<R> {
    fn shut_down(&self) {
        assert!(self.0.shutdown(Shutdown::Drain).is_empty());
    }
}

/// Two threads wait for one each, and main provides two.
pub(crate) fn two_for_two<R: Runtime, S: Side<R>>(cx: &Cx<R, NoParams>) {
    let side = Arc::new(S::none());
    let takers = ["ann", "ben"].map(|name| {
        let side = Arc::clone(&side);
        cx.spawn(name, move || assert!(side.take()))
    });
    side.provide();
    side.provide();
    cx.join_all(takers);
}

/// Two threads wait for the same one; one of them gives up at some time, or passes on what it got.
pub(crate) fn one_gives_up<R: Runtime, S: Side<R>>(cx: &Cx<R, NoParams>) {
    let cx = *cx;
    let side = Arc::new(S::none());
    let takers = [
        cx.spawn("ann", {
            let side = Arc::clone(&side);
            move || assert!(side.take())
        }),
        cx.spawn("ben", {
            let side = Arc::clone(&side);
            move || {
                let was_in_time = side.take_until(cx.soon());
                if was_in_time {
                    side.provide();
                }
                R::outcome("ben was in time", was_in_time);
            }
        }),
    ];
    side.provide();
    cx.join_all(takers);
}

/// Two threads wait, and main shuts down.
pub(crate) fn two_wait_and_shutdown<R: Runtime, S: ShutsDown<R>>(cx: &Cx<R, NoParams>) {
    let side = Arc::new(S::none());
    let takers = ["ann", "ben"].map(|name| {
        let side = Arc::clone(&side);
        cx.spawn(name, move || assert!(!side.take()))
    });
    side.shut_down();
    cx.join_all(takers);
}
