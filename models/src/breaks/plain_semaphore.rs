//! A semaphore of one word, whose release decides how many it wakes.
//!
//! ```text
//! take:  until an exchange takes a permit: sleep while there is none
//! give:  add the permits;  wake so many
//! ```

use std::marker::PhantomData;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime};

use crate::holds::semaphore_release_two::Permits;

/// How many threads are woken when permits are given.
pub(super) trait Wakes: Send + Sync + 'static {
    /// There were `before` permits, and now there are `given` more.
    fn how_many(before: u32, given: u32) -> u32;
}

pub(super) struct PlainSemaphore<R: Runtime, W> {
    free: R::Futex,
    wakes: PhantomData<fn() -> W>,
}

impl<R: Runtime, W: Wakes> Permits<R> for PlainSemaphore<R, W> {
    fn none() -> Self {
        let free = R::Futex::new(0).of_kind(Kind::Semaphore).named("semaphore".into());
        Self { free, wakes: PhantomData }
    }

    fn take(&self) {
        R::call(&self.free, "acquire", || {
            loop {
                let free = self.free.load(Relaxed);
                if free == 0 {
                    let _ = self.free.wait(0, Deadline::NEVER);
                } else if self.free.compare_exchange(free, free - 1, Acquire, Relaxed).is_ok() {
                    return;
                }
            }
        });
    }

    fn give(&self, permits: u32) {
        R::call(&self.free, "release", || {
            let before = self.free.fetch_add(permits, Release);
            self.free.wake(W::how_many(before, permits));
        });
    }

    fn left(&self) -> u32 {
        self.free.load(Relaxed)
    }
}
