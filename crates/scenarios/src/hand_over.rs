//! A producer puts items into a box, and consumers wait on a condition to take one each.
//!
//! ```text
//! producer:       for each item:  take the lock;  put it in;  notify one;  release the lock
//! each consumer:  take the lock
//!                 wait for an item       the line that matters
//!                 take it out;  release the lock
//! ```
//!
//! *Invariant*: nobody takes an item out of an empty box, and everybody gets one.
//!
//! Between the notification and the moment at which its consumer has the lock again, another
//! consumer may come, find the item and take it. So who was woken has to look again. And nothing
//! remembers a notification for which nobody waited. So who is about to wait has to look first.

use std::sync::Arc;

use runtime::{Deadline, Runtime, Wait};
use sync::{Condition, Lock, LockGuard, NotHeld, RawLock};
use trace::FaultKind;

use crate::people::person;
use crate::{Cx, Expect, NoParams, Params, Scenario, Variable};

crate::params! {
    /// How many wait.
    pub struct Sizes {
        /// People who take one item each.
        consumers: 2 in models, 8 natively, within 1..=64;
    }
}

/// Consumers look again when they wake.
#[derive(Debug)]
pub struct While;

/// Consumers look once.
#[derive(Debug)]
pub struct If;

/// The producer notifies without the lock.
#[derive(Debug)]
pub struct NotifyWithoutLock;

/// The consumer waits without a look.
#[derive(Debug)]
pub struct NotifyBeforeWait;

/// How a consumer waits until there is an item.
trait Consumer {
    fn await_item<'a, R: Runtime>(
        filled: &Condition<R>,
        items: LockGuard<'a, u32, R>,
    ) -> LockGuard<'a, u32, R>;
}

impl Consumer for While {
    fn await_item<'a, R: Runtime>(
        filled: &Condition<R>,
        mut items: LockGuard<'a, u32, R>,
    ) -> LockGuard<'a, u32, R> {
        while *items == 0 {
            items = filled.wait(items);
        }
        items
    }
}

impl Consumer for If {
    fn await_item<'a, R: Runtime>(
        filled: &Condition<R>,
        mut items: LockGuard<'a, u32, R>,
    ) -> LockGuard<'a, u32, R> {
        if *items == 0 {
            items = filled.wait(items);
        }
        items
    }
}

impl Consumer for NotifyBeforeWait {
    fn await_item<'a, R: Runtime>(
        filled: &Condition<R>,
        items: LockGuard<'a, u32, R>,
    ) -> LockGuard<'a, u32, R> {
        filled.wait(items)
    }
}

impl Scenario for While {
    const NAME: &'static str = "hand-over/while";
    const STORY: &'static str = "Consumers wait while the box is empty: who was woken looks again, \
        and goes back to sleep if somebody else was faster. Everybody gets an item.";
    const PYTHON: &'static str = include_str!("../python/hand-over/while.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        hand_over::<R, Self, _>(*cx, cx.params.consumers);
    }
}

impl Scenario for If {
    const NAME: &'static str = "hand-over/if";
    const STORY: &'static str = "Consumers wait if the box is empty, and believe that there is an \
        item when they wake. Another consumer may have taken it in between.";
    const PYTHON: &'static str = include_str!("../python/hand-over/if.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        hand_over::<R, Self, _>(*cx, cx.params.consumers);
    }
}

impl Scenario for NotifyBeforeWait {
    const NAME: &'static str = "hand-over/notify-before-wait";
    const STORY: &'static str = "The consumer waits without looking into the box. If the producer \
        was there before, the notification is lost and the consumer waits for ever.";
    const PYTHON: &'static str = include_str!("../python/hand-over/notify-before-wait.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        hand_over::<R, Self, _>(*cx, 1);
    }
}

/// Hands an item over to each of so many consumers. The main thread is the producer.
fn hand_over<R: Runtime, C: Consumer, P: Params>(cx: Cx<R, P>, consumers: u32) {
    let items = Arc::new(Lock::<u32, R>::new_in(0).named("box"));
    let filled = Arc::new(Condition::<R>::new_in().named("filled"));
    let threads = (0..consumers).map(|index| {
        let (items, filled) = (Arc::clone(&items), Arc::clone(&filled));
        cx.spawn(person(index), move || {
            let mut items = C::await_item(&filled, items.lock());
            assert_ne!(*items, 0, "items in the box from which one is taken");
            *items -= 1;
        })
    });
    let threads: Vec<R::Thread> = threads.collect();
    for _ in 0..consumers {
        cx.pause();
        let mut items = items.lock();
        *items += 1;
        filled.notify_one(&items);
    }
    cx.join_all(threads);
    assert_eq!(*items.lock(), 0, "items left in the box");
}

impl Scenario for NotifyWithoutLock {
    const NAME: &'static str = "hand-over/notify-without-lock";
    const STORY: &'static str = "A producer calls notify without holding the lock, which is refused \
        as an error. Then it does as it should, and the item is handed over.";
    const PYTHON: &'static str = include_str!("../python/hand-over/notify-without-lock.py");
    type Params = NoParams;

    /// Guards leave no way to write this mistake down: it takes the raw lock.
    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let shared = Arc::new(RawBox::<R> {
            lock: RawLock::new_in().named("lock"),
            filled: Condition::new_in().named("filled"),
            items: Variable::new("items", 0),
        });
        // Nobody else is there yet. To the condition, a lock that anybody holds is held.
        assert_eq!(shared.filled.notify_raw(1, &shared.lock), Err(NotHeld));
        let consumer = cx.spawn("ann", {
            let shared = Arc::clone(&shared);
            move || shared.take().expect("the consumer holds the lock")
        });
        shared.put().expect("the producer holds the lock");
        cx.join_all([consumer]);
        assert_eq!(shared.items.get(), 0, "items left in the box");
    }
}

/// The box without guards.
#[derive(Debug)]
struct RawBox<R: Runtime> {
    lock: RawLock<R>,
    filled: Condition<R>,
    items: Variable<R>,
}

impl<R: Runtime> RawBox<R> {
    fn put(&self) -> Result<(), NotHeld> {
        self.lock.acquire();
        self.items.set(self.items.get() + 1);
        self.filled.notify_raw(1, &self.lock)?;
        self.lock.release()
    }

    fn take(&self) -> Result<(), NotHeld> {
        self.lock.acquire();
        while self.items.get() == 0 {
            let wait = self.filled.wait_raw(&self.lock, Deadline::NEVER)?;
            assert_eq!(wait, Wait::Woken);
        }
        self.items.set(self.items.get() - 1);
        self.lock.release()
    }
}
