//! The buffer with conditions.

use std::marker::PhantomData;
use std::sync::Arc;

use runtime::Runtime;
use sync::{Condition, Lock, LockGuard};

use super::{Buffer, NotifyAll, OneCondition, Shelf, TwoConditions};

/// Who is told of a change.
pub(super) trait Telling: Send + Sync + 'static {
    /// Makes the conditions for those who wait for a place and for those who wait for an item.
    fn conditions<R: Runtime>() -> [Arc<Condition<R>>; 2];
    /// Tells those of whom one can go on now.
    fn tell<R: Runtime>(them: &Condition<R>, shelf: &LockGuard<'_, Shelf, R>);
}

impl Telling for OneCondition {
    fn conditions<R: Runtime>() -> [Arc<Condition<R>>; 2] {
        one_condition()
    }

    fn tell<R: Runtime>(them: &Condition<R>, shelf: &LockGuard<'_, Shelf, R>) {
        // The mistake: it may be one of the own side that wakes.
        them.notify_one(shelf);
    }
}

impl Telling for NotifyAll {
    fn conditions<R: Runtime>() -> [Arc<Condition<R>>; 2] {
        one_condition()
    }

    fn tell<R: Runtime>(them: &Condition<R>, shelf: &LockGuard<'_, Shelf, R>) {
        them.notify_all(shelf);
    }
}

impl Telling for TwoConditions {
    fn conditions<R: Runtime>() -> [Arc<Condition<R>>; 2] {
        ["not full", "not empty"].map(|name| Arc::new(Condition::new_in().named(name)))
    }

    fn tell<R: Runtime>(them: &Condition<R>, shelf: &LockGuard<'_, Shelf, R>) {
        them.notify_one(shelf);
    }
}

/// One condition for both sides.
fn one_condition<R: Runtime>() -> [Arc<Condition<R>>; 2] {
    let changed = Arc::new(Condition::new_in().named("changed"));
    [Arc::clone(&changed), changed]
}

/// A lock, and a condition for each side, which may be the same one.
pub(super) struct Monitor<R: Runtime, T> {
    lock: Lock<Shelf, R>,
    not_full: Arc<Condition<R>>,
    not_empty: Arc<Condition<R>>,
    telling: PhantomData<fn() -> T>,
}

impl<R: Runtime, T: Telling> Buffer for Monitor<R, T> {
    fn new(places: u32) -> Self {
        let lock = Lock::new_in(Shelf::new(places)).named("buffer");
        let [not_full, not_empty] = T::conditions();
        Self { lock, not_full, not_empty, telling: PhantomData }
    }

    fn put(&self) {
        let mut stock = self.lock.lock();
        while stock.items == stock.places {
            stock = self.not_full.wait(stock);
        }
        stock.put();
        T::tell(&self.not_empty, &stock);
    }

    fn take(&self) {
        let mut stock = self.lock.lock();
        while stock.items == 0 {
            stock = self.not_empty.wait(stock);
        }
        stock.take();
        T::tell(&self.not_full, &stock);
    }
}
