//! A buffer with few places between those who put items in and those who take them out.
//!
//! ```text
//! with semaphores
//!   put:   take a slot;  take the mutex;  put it in;    release the mutex;  give an item
//!   take:  take an item; take the mutex;  take it out;  release the mutex;  give a slot
//!
//! with conditions
//!   put:   take the lock;  while full:  wait;   put it in;    notify;  release the lock
//!   take:  take the lock;  while empty: wait;   take it out;  notify;  release the lock
//! ```
//!
//! *Invariant*: there are never more items in the buffer than places, and every item gets from one
//! side to the other.
//!
//! With semaphores it matters what is taken first: who waits for an item with the mutex in hand keeps
//! away everybody who could bring one. With conditions it matters who is told: one notification
//! must not go to somebody who has no use for it.

mod counted;
mod monitor;

use std::sync::Arc;

use runtime::Runtime;
use trace::FaultKind;

use counted::Counted;
use monitor::Monitor;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How large the buffer is, and how much goes through it.
    pub struct Sizes {
        /// Places in the buffer.
        places: 1 in models, 3 natively, within 1..=64;
        /// People who take items out.
        consumers: 2 in models, 4 natively, within 1..=64;
        /// Items for each of them.
        items: 1 in models, 10 natively, within 1..=10_000;
    }
}

/// Two semaphores count, and a mutex guards the buffer.
#[derive(Debug)]
pub struct Semaphores;

/// The consumer takes the mutex before it waits for an item.
#[derive(Debug)]
pub struct MutexFirst;

/// Both sides wait on one condition, and each change wakes one of them.
#[derive(Debug)]
pub struct OneCondition;

/// Both sides wait on one condition, and each change wakes all.
#[derive(Debug)]
pub struct NotifyAll;

/// Each side waits on a condition of its own.
#[derive(Debug)]
pub struct TwoConditions;

impl Scenario for Semaphores {
    const NAME: &'static str = "bounded-buffer/semaphores";
    const STORY: &'static str = "One semaphore counts the free places and another one the items, and \
        whoever has one of either takes the mutex. Producers wait at a full buffer, consumers at an \
        empty one.";
    const PYTHON: &'static str = include_str!("../../python/bounded-buffer/semaphores.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        pass_through::<R, Counted<R, Self>>(*cx);
    }
}

impl Scenario for MutexFirst {
    const NAME: &'static str = "bounded-buffer/mutex-first";
    const STORY: &'static str = "Consumers take the mutex and then wait for an item. If there is none \
        yet, the producer waits for the mutex to bring one, and both wait for ever.";
    const PYTHON: &'static str = include_str!("../../python/bounded-buffer/mutex-first.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        pass_through::<R, Counted<R, Self>>(*cx);
    }
}

impl Scenario for OneCondition {
    const NAME: &'static str = "bounded-buffer/one-condition";
    const STORY: &'static str = "Producer and consumers wait on one condition, and every change \
        notifies one. A consumer may wake another consumer where it should have woken the producer.";
    const PYTHON: &'static str = include_str!("../../python/bounded-buffer/one-condition.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        pass_through::<R, Monitor<R, Self>>(*cx);
    }
}

impl Scenario for NotifyAll {
    const NAME: &'static str = "bounded-buffer/notify-all";
    const STORY: &'static str = "Producer and consumers wait on one condition, and every change \
        notifies all. Whoever has no use for the change goes back to sleep.";
    const PYTHON: &'static str = include_str!("../../python/bounded-buffer/notify-all.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        pass_through::<R, Monitor<R, Self>>(*cx);
    }
}

impl Scenario for TwoConditions {
    const NAME: &'static str = "bounded-buffer/two-conditions";
    const STORY: &'static str = "Who waits for a place and who waits for an item do so on different \
        conditions with one lock. Each notification goes to the side that it concerns.";
    const PYTHON: &'static str = include_str!("../../python/bounded-buffer/two-conditions.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        pass_through::<R, Monitor<R, Self>>(*cx);
    }
}

/// A buffer, whatever keeps it in order. Items are all the same.
trait Buffer: Send + Sync + 'static {
    fn new(places: u32) -> Self;
    fn put(&self);
    fn take(&self);
}

/// Lets a producer put in what the consumers take out. The main thread is the producer.
fn pass_through<R: Runtime, B: Buffer>(cx: Cx<R, Sizes>) {
    let Sizes { places, consumers, items } = cx.params;
    let buffer = Arc::new(B::new(places));
    let taken = Tally::default();
    let threads = (0..consumers).map(|consumer| {
        let (buffer, taken) = (Arc::clone(&buffer), taken.clone());
        cx.spawn(person(consumer), move || {
            for _ in 0..items {
                buffer.take();
                taken.add(1);
            }
        })
    });
    let threads: Vec<R::Thread> = threads.collect();
    for _ in 0..consumers * items {
        buffer.put();
    }
    cx.join_all(threads);
    assert_eq!(taken.total(), consumers * items, "items taken");
}

/// How full a buffer is.
#[derive(Debug)]
struct Shelf {
    places: u32,
    items: u32,
}

impl Shelf {
    const fn new(places: u32) -> Self {
        Self { places, items: 0 }
    }

    fn put(&mut self) {
        assert!(self.items < self.places);
        self.items += 1;
    }

    fn take(&mut self) {
        assert!(self.items > 0);
        self.items -= 1;
    }
}
