//! A list that is edited while somebody goes through it.
//!
//! ```text
//! finish:    it is done;  for each position of the list: look up who is there, and tell
//! wait:      put oneself on the list;  sleep;  take oneself off
//! ```
//!
//! Each step has the lock, but going through the list does not. Whoever is taken off moves the others
//! to the front by one, past the position that is looked up next. This was bpo-20319: `wait` edited
//! the list of a future without the future's lock. The program is that of
//! [`FutureTwoWaits`](crate::holds::FutureTwoWaits), but nobody gives up: whoever has been told takes
//! itself off, too.
//!
//! loom: breaks in execution 1,110. Shuttle: in execution 17, at random.

use std::sync::Arc;

use runtime::{Deadline, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Event, Lock};
use trace::FaultKind;

use crate::holds::future_two_waits::{Awaitable, two_waits};

/// Somebody is skipped, and waits for ever.
#[derive(Debug)]
pub struct FutureListEdited;

impl Scenario for FutureListEdited {
    const NAME: &'static str = "future/list-edited";
    const STORY: &'static str = "Two threads wait for a future, and the first to be told takes \
        itself off the list while the future goes through it. The other one is skipped.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_waits::<R, Edited<R>>(cx, Deadline::NEVER);
    }
}

struct List<R: Runtime> {
    is_done: bool,
    waiters: Vec<Arc<Event<R>>>,
}

struct Edited<R: Runtime>(Arc<Lock<List<R>, R>>);

impl<R: Runtime> Clone for Edited<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Runtime> Awaitable<R> for Edited<R> {
    type Bringer = Box<dyn FnOnce() + Send>;

    fn new() -> (Self::Bringer, Self) {
        let list = List { is_done: false, waiters: Vec::new() };
        let list = Arc::new(Lock::<_, R>::new_in(list).named("future"));
        let finish = {
            let list = Arc::clone(&list);
            move || {
                list.lock().is_done = true;
                // The mistake: the lock is open between two positions.
                let mut position = 0;
                while let Some(waiter) = at(&list, position) {
                    waiter.set();
                    position += 1;
                }
            }
        };
        (Box::new(finish), Self(list))
    }

    fn wait(&self, deadline: Deadline) -> bool {
        let waiter = Arc::new(Event::<R>::new_in().named("waiter"));
        {
            let mut list = self.0.lock();
            if list.is_done {
                return true;
            }
            list.waiters.push(Arc::clone(&waiter));
        }
        let in_time = waiter.wait_until(deadline);
        self.0.lock().waiters.retain(|other| !Arc::ptr_eq(other, &waiter));
        in_time
    }
}

fn at<R: Runtime>(list: &Lock<List<R>, R>, position: usize) -> Option<Arc<Event<R>>> {
    list.lock().waiters.get(position).cloned()
}
