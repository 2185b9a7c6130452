//! A list that is edited while somebody goes through it.
//!
//! ```text
//! finish:    it is done;  for each position of the list: look up who is there, and tell
//! wait:      put oneself on the list;  sleep;  take oneself off
//! ```
//!
//! Each of these is one step, but going through the list is not. Whoever is taken off moves the others
//! to the front by one, past the position that is looked up next. This was bpo-20319: `wait` edited
//! the list of a future without the future's lock. The program is that of
//! [`FutureTwoWaits`](crate::holds::FutureTwoWaits), but nobody gives up: whoever has been told takes
//! itself off, too.
//!
//! Weave: breaks in execution 9. loom: breaks in execution 770. Shuttle: in execution 8, at random.

use std::sync::Arc;

use runtime::Ordering::{AcqRel, Acquire};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Runtime, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
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

const DONE: u32 = 1 << 4;

struct Edited<R: Runtime>(Arc<Words<R>>);

struct Words<R: Runtime> {
    /// Two bits for each position of the list: who waits, 1 or 2, or nobody; and [`DONE`]. Stands for
    /// the whole object.
    list: R::Futex,
    told: [R::Futex; 2],
}

impl<R: Runtime> Clone for Edited<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Runtime> Words<R> {
    /// Changes the list in one step, and says what it was.
    fn edit(&self, change: impl Fn(u32) -> u32) -> u32 {
        let mut list = self.list.load(Acquire);
        while let Err(current) = self.list.compare_exchange(list, change(list), AcqRel, Acquire) {
            list = current;
        }
        list
    }

    fn finish(&self) {
        self.list.fetch_add(DONE, AcqRel);
        // The mistake: others edit the list between two positions.
        for position in 0..2 {
            let who = self.list.load(Acquire) >> (2 * position) & 3;
            if who == 0 {
                break;
            }
            let told = &self.told[who as usize - 1];
            told.swap(1, AcqRel);
            told.wake_all();
        }
    }

    fn wait(&self, deadline: Deadline) -> bool {
        let enter = |list| match list {
            0 => 1,
            1 => 1 | 2 << 2,
            2 => 2 | 1 << 2,
            done => done,
        };
        let before = self.edit(enter);
        if before >= DONE {
            return true;
        }
        let who = if before == 1 { 2 } else { 1 };
        let told = &self.told[who as usize - 1];
        let mut in_time = true;
        while in_time && told.load(Acquire) == 0 {
            in_time = told.wait(0, deadline) != Wait::TimedOut;
        }
        self.edit(|list| match list & 3 {
            // The other one moves to the front.
            first if first == who => list & DONE | list >> 2 & 3,
            first => list & DONE | first,
        });
        in_time
    }
}

impl<R: Runtime> Awaitable<R> for Edited<R> {
    type Bringer = Box<dyn FnOnce() + Send>;

    fn new() -> (Self::Bringer, Self) {
        let list = R::Futex::new(0).named("future".into());
        let words = Arc::new(Words { told: [list.part(0), list.part(0)], list });
        let finish = {
            let words = Arc::clone(&words);
            move || R::call(&words.list, "finish", || words.finish())
        };
        (Box::new(finish), Self(words))
    }

    fn wait(&self, deadline: Deadline) -> bool {
        R::call(&self.0.list, "wait", || self.0.wait(deadline))
    }
}
