//! Producers put items into a queue, and consumers get them until they are told that there will be no
//! more.
//!
//! ```text
//! each producer:  put its items
//! each consumer:  until there is an end: get an item;  use it
//! main:           wait for the producers;  end it      the lines that matter
//!                 wait for the consumers
//! ```
//!
//! *Invariant*: everybody ends, and each item was used.
//!
//! An end is an item like the others: a consumer that gets it gets nothing else. So there has to be one
//! for each consumer, and none may come before the last item. Shutting the queue down needs no
//! counting.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Queue, Shutdown};
use trace::FaultKind;

use crate::tally::Tally;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How many there are of each.
    pub struct Sizes {
        /// Threads that put.
        producers: 1 in models, 3 natively, within 1..=16;
        /// Threads that get.
        consumers: 2 in models, 4 natively, within 1..=16;
        /// What each producer puts.
        items: 1 in models, 100 natively, within 1..=10_000;
    }
}

/// One end for each consumer, after the producers.
#[derive(Debug)]
pub struct Sentinels;

/// One end too few.
#[derive(Debug)]
pub struct OneTooFew;

/// The ends do not wait for the producers.
#[derive(Debug)]
pub struct TooEarly;

/// The queue is shut down.
#[derive(Debug)]
pub struct ByShutdown;

/// An item, or that there will be no more.
type Jobs<R> = Queue<Option<u32>, R>;

impl Scenario for Sentinels {
    const NAME: &'static str = "producers-consumers/sentinels";
    const STORY: &'static str = "When the producers are done, one sentinel is put for each consumer. \
        All items were put before, so everything is consumed and everybody goes home.";
    const PYTHON: &'static str = include_str!("../python/producers-consumers/sentinels.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        produce_and_consume(*cx, |cx, jobs, producers| {
            cx.join_all(producers);
            put_ends(jobs, cx.params.consumers);
        });
    }
}

impl Scenario for OneTooFew {
    const NAME: &'static str = "producers-consumers/one-too-few";
    const STORY: &'static str = "One sentinel fewer is put than there are consumers. The one that \
        gets none waits for ever.";
    const PYTHON: &'static str = include_str!("../python/producers-consumers/one-too-few.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        produce_and_consume(*cx, |cx, jobs, producers| {
            cx.join_all(producers);
            // The mistake: each consumer takes one, and none puts it back.
            put_ends(jobs, cx.params.consumers - 1);
        });
    }
}

impl Scenario for TooEarly {
    const NAME: &'static str = "producers-consumers/too-early";
    const STORY: &'static str = "The sentinels are put while the producers are still at work. The \
        consumers go home, and items are left behind.";
    const PYTHON: &'static str = include_str!("../python/producers-consumers/too-early.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        produce_and_consume(*cx, |cx, jobs, producers| {
            // The mistake: first the producers are joined.
            put_ends(jobs, cx.params.consumers);
            cx.join_all(producers);
        });
    }
}

impl Scenario for ByShutdown {
    const NAME: &'static str = "producers-consumers/shutdown";
    const STORY: &'static str = "When the producers are done, the queue is shut down. The consumers \
        get what is left and then learn that there is no more, however many they are.";
    const PYTHON: &'static str = include_str!("../python/producers-consumers/shutdown.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        produce_and_consume(*cx, |cx, jobs, producers| {
            cx.join_all(producers);
            jobs.shutdown(Shutdown::Drain);
        });
    }
}

fn put_ends<R: Runtime>(jobs: &Jobs<R>, ends: u32) {
    for _ in 0..ends {
        jobs.put(None).expect("nobody shuts the queue down");
    }
}

fn produce_and_consume<R: Runtime>(
    cx: Cx<R, Sizes>,
    end: impl FnOnce(Cx<R, Sizes>, &Jobs<R>, Vec<R::Thread>),
) {
    let Sizes { producers, consumers, items } = cx.params;
    let jobs = Arc::new(Jobs::<R>::new_in().named("jobs"));
    let consumed = Tally::default();
    let consumers = (1..=consumers).map(|number| {
        let (jobs, consumed) = (Arc::clone(&jobs), consumed.clone());
        cx.spawn(format!("consumer-{number}"), move || {
            while let Ok(Some(item)) = jobs.get() {
                consumed.add(item);
            }
        })
    });
    let consumers: Vec<R::Thread> = consumers.collect();
    let threads = (1..=producers).map(|number| {
        let jobs = Arc::clone(&jobs);
        cx.spawn(format!("producer-{number}"), move || {
            for _ in 0..items {
                cx.pause();
                jobs.put(Some(1)).expect("it is shut down when all is put");
            }
        })
    });
    let threads: Vec<R::Thread> = threads.collect();
    end(cx, &jobs, threads);
    cx.join_all(consumers);
    assert_eq!(consumed.total(), producers * items, "items consumed");
}
