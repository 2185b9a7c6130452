//! A wait that began before a set ends, even if the flag is cleared at once.
//!
//! ```text
//! ann:   begin to wait;  say so;  wait on;  read a plain variable
//! main:  write the variable;  set;  if ann has begun: clear
//! ```
//!
//! *Invariant*: ann's wait ends, and she reads what main wrote before the set: also if the clear is
//! the last thing that happened to the flag.
//!
//! loom: all 713 executions. Shuttle: all 2,154.

use std::sync::Arc;

use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, Deadline, Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Event, Ticket};

/// A thread sets an [`Event`] and clears it at once, while another one waits.
#[derive(Debug)]
pub struct EventSetThenClear;

impl Scenario for EventSetThenClear {
    const NAME: &'static str = "event/set-then-clear";
    const STORY: &'static str = "A thread waits for a flag. It is raised and lowered at once, and \
        the wait ends all the same.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        pulse::<R, Event<R>>(cx);
    }
}

/// A flag on which a wait has a beginning and an end.
pub(crate) trait Pulsing<R: Runtime>: Send + Sync + 'static {
    type Begun;

    fn new() -> Self;
    fn begin(&self) -> Self::Begun;
    fn wait(&self, begun: Self::Begun);
    fn set(&self);
    fn clear(&self);
}

impl<R: Runtime> Pulsing<R> for Event<R> {
    type Begun = Ticket;

    fn new() -> Self {
        Self::new_in().named("event")
    }

    fn begin(&self) -> Ticket {
        self.ticket()
    }

    fn wait(&self, begun: Ticket) {
        self.wait_since(begun, Deadline::NEVER);
    }

    fn set(&self) {
        Event::set(self);
    }

    fn clear(&self) {
        Event::clear(self);
    }
}

struct Post<R: Runtime, P> {
    flag: P,
    has_begun: R::AtomicBool,
    letter: R::Shared<u32>,
}

pub(crate) fn pulse<R: Runtime, P: Pulsing<R>>(cx: &Cx<R, NoParams>) {
    let post = Arc::new(Post::<R, P> {
        flag: P::new(),
        has_begun: R::AtomicBool::new(false),
        letter: R::Shared::new(0).named("letter"),
    });
    let reader = cx.spawn("ann", {
        let post = Arc::clone(&post);
        move || {
            let begun = post.flag.begin();
            // Release, and Acquire below: whoever knows that the wait has begun comes after that.
            post.has_begun.store(true, Release);
            post.flag.wait(begun);
            assert_eq!(post.letter.get(), 1);
        }
    });
    post.letter.set(1);
    let has_begun = post.has_begun.load(Acquire);
    post.flag.set();
    if has_begun {
        post.flag.clear();
    }
    R::outcome("cleared", has_begun);
    cx.join_all([reader]);
}
