//! The buffer with semaphores.

use std::marker::PhantomData;

use runtime::Runtime;
use sync::{Lock, LockGuard, Semaphore};

use super::{Buffer, MutexFirst, Semaphores, Shelf};

/// In which order a consumer takes the mutex and an item.
pub(super) trait Order: Send + Sync + 'static {
    /// Takes an item's permit for good, and the mutex.
    fn take_both<'a, R: Runtime>(
        items: &Semaphore<R>,
        mutex: &'a Lock<Shelf, R>,
    ) -> LockGuard<'a, Shelf, R>;
}

impl Order for Semaphores {
    fn take_both<'a, R: Runtime>(
        items: &Semaphore<R>,
        mutex: &'a Lock<Shelf, R>,
    ) -> LockGuard<'a, Shelf, R> {
        items.acquire().forget();
        mutex.lock()
    }
}

impl Order for MutexFirst {
    fn take_both<'a, R: Runtime>(
        items: &Semaphore<R>,
        mutex: &'a Lock<Shelf, R>,
    ) -> LockGuard<'a, Shelf, R> {
        // The mistake: whoever could bring an item needs the mutex.
        let shelf = mutex.lock();
        items.acquire().forget();
        shelf
    }
}

/// Free slots and items are counted by a semaphore each.
pub(super) struct Counted<R: Runtime, O> {
    slots: Semaphore<R>,
    items: Semaphore<R>,
    mutex: Lock<Shelf, R>,
    order: PhantomData<fn() -> O>,
}

impl<R: Runtime, O: Order> Buffer for Counted<R, O> {
    fn new(places: u32) -> Self {
        Self {
            slots: Semaphore::new_in(places).named("slots"),
            items: Semaphore::new_in(0).named("items"),
            mutex: Lock::new_in(Shelf::new(places)).named("mutex"),
            order: PhantomData,
        }
    }

    fn put(&self) {
        self.slots.acquire().forget();
        self.mutex.lock().put();
        self.items.release().expect("as many items as places");
    }

    fn take(&self) {
        O::take_both(&self.items, &self.mutex).take();
        self.slots.release().expect("as many slots as places");
    }
}
