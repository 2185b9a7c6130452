//! A notification that is interrupted halfway costs nobody a wake-up.
//!
//! ```text
//! two latches are in the queue, and a thread sleeps on each
//! notify:  for the oldest latch:
//!              open it;  [an exception may come here]
//!              take it out of the queue
//!              if it was closed: that is one
//! main:    notify one, perhaps in vain halfway;  notify one
//! ```
//!
//! *Invariant*: both threads wake. A latch that was found open already does not count.
//!
//! loom: all 18,535 executions. Shuttle: 5,000, drawn at random.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Futex, Kind, Note, Runtime};
use scenarios::{Cx, NoParams, Scenario};

/// An interrupted notification, in a queue that knows which latches are open.
#[derive(Debug)]
pub struct ConditionInterruptedNotify;

impl Scenario for ConditionInterruptedNotify {
    const NAME: &'static str = "condition/interrupted-notify";
    const STORY: &'static str = "A notification is interrupted after it woke a thread and before it \
        took it out of the queue. The next one wakes another thread.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        notify_twice::<R, ClosedOnly>(cx);
    }
}

/// What counts as a notification.
pub(crate) trait Counts {
    /// Whether to count a latch that was opened just now.
    fn counts(was_open: bool) -> bool;
}

struct ClosedOnly;

impl Counts for ClosedOnly {
    fn counts(was_open: bool) -> bool {
        !was_open
    }
}

/// The exception that a signal handler raised.
struct Interrupted;

/// The queue of a condition, all of whose waiters have come. Only main touches it.
struct Queue<R: Runtime, C> {
    word: R::Futex,
    latches: VecDeque<Arc<R::Futex>>,
    counts: PhantomData<C>,
}

const CLOSED: u32 = 0;
const OPEN: u32 = 1;

impl<R: Runtime, C: Counts> Queue<R, C> {
    /// Notifies one waiter; if `may_fail`, something may come in between.
    fn notify_one(&mut self, may_fail: bool) -> Result<(), Interrupted> {
        let Self { word, latches, .. } = self;
        R::call(word, "notify", || {
            while let Some(latch) = latches.front() {
                // Relaxed: only the wake-up matters here.
                let was_open = latch.swap(OPEN, Relaxed) == OPEN;
                latch.wake_one();
                if may_fail && R::choose(2) == 1 {
                    return Err(Interrupted);
                }
                latches.pop_front();
                if C::counts(was_open) {
                    word.note(Note::Notified(1));
                    break;
                }
            }
            Ok(())
        })
    }
}

pub(crate) fn notify_twice<R: Runtime, C: Counts>(cx: &Cx<R, NoParams>) {
    let word = R::Futex::new(0).of_kind(Kind::Condition).named("condition".into());
    let latches: VecDeque<_> = (0..2).map(|_| Arc::new(word.part(CLOSED))).collect();
    let threads = [("ann", &latches[0]), ("ben", &latches[1])].map(|(name, latch)| {
        let latch = Arc::clone(latch);
        cx.spawn(name, move || {
            while latch.load(Relaxed) == CLOSED {
                let _ = latch.wait(CLOSED, Deadline::NEVER);
            }
        })
    });
    let mut queue = Queue::<R, C> { word, latches, counts: PhantomData };
    let first = queue.notify_one(true);
    R::outcome("interrupted", first.is_err());
    let second = queue.notify_one(false);
    assert!(second.is_ok());
    cx.join_all(threads);
}
