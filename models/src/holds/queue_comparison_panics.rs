//! A comparison that panics takes neither an item nor a wake-up along.
//!
//! ```text
//! ann:   get, and once more if a comparison panics
//! main:  put two items, the first comparison of which panics
//!        get, and once more if a comparison panics
//! ```
//!
//! *Invariant*: each gets an item. Whoever fails has counted one out meanwhile, and counts it again; nobody
//! is told of that, since the other item of the comparison was there all the time.
//!
//! Weave: 5,000 executions, of more. loom: 562 executions with at most 2 preemptions. Shuttle: 5,000,
//! drawn at random.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::PriorityQueue;

/// A comparison of items of a [`PriorityQueue`] panics while others wait for one.
#[derive(Debug)]
pub struct QueueComparisonPanics;

impl Scenario for QueueComparisonPanics {
    const NAME: &'static str = "queue/comparison-panics";
    const STORY: &'static str = "Two threads get an item each by its priority, and the first comparison \
        panics. Whoever it was tries again, and both have one in the end.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = Arc::new(PriorityQueue::<Item<R>, R>::new_in().named("queue"));
        let panics = Arc::new(R::AtomicBool::new(true));
        let ann = cx.spawn("ann", {
            let queue = Arc::clone(&queue);
            move || {
                let failures = get_at_last(&queue);
                R::outcome("ann failed", failures);
            }
        });
        for number in 1..=2 {
            let item = Item { number, panics: Arc::clone(&panics) };
            assert!(queue.put(item).is_ok(), "it is open");
        }
        get_at_last(&queue);
        cx.join_all([ann]);
        assert!(queue.is_empty());
    }
}

/// Gets an item, and says how often that has failed before.
fn get_at_last<R: Runtime>(queue: &PriorityQueue<Item<R>, R>) -> u32 {
    let mut failures = 0;
    loop {
        match catch_unwind(AssertUnwindSafe(|| queue.get())) {
            Ok(got) => {
                assert!(got.is_ok(), "it is open");
                return failures;
            }
            Err(panic) if panic.is::<Incomparable>() => failures += 1,
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// What a comparison panics with.
struct Incomparable;

struct Item<R: Runtime> {
    number: u32,
    /// Whether the next comparison panics.
    panics: Arc<R::AtomicBool>,
}

impl<R: Runtime> Ord for Item<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Relaxed: the heap is with one thread at a time, whose turn the queue orders.
        if self.panics.swap(false, Relaxed) {
            resume_unwind(Box::new(Incomparable));
        }
        self.number.cmp(&other.number)
    }
}

impl<R: Runtime> PartialOrd for Item<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R: Runtime> PartialEq for Item<R> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<R: Runtime> Eq for Item<R> {}
