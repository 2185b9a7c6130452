use runtime::Ordering::Relaxed;
use runtime::{AtomicInt, Deadline, Futex, Wait, forward_atomic, forward_atomic_int};

use crate::{CountedSleepers, Parking, Sleepers};

/// A futex every step of which is a step of the checker.
///
/// The comparison is an exchange of the word with itself. That reads the newest value, as the
/// kernel does under its bucket lock, and to the checker it is a write, so it conflicts with the
/// same exchange in [`wake`](Futex::wake): both orders are explored. What follows up to the next
/// step happens at once, so no wake-up falls between the comparison and the falling asleep.
/// Relaxed: a futex orders no memory.
#[derive(Debug)]
pub struct ModelFutex<E: Parking> {
    word: E::Word,
    sleepers: CountedSleepers<E>,
}

forward_atomic! {
    impl [E: Parking] Atomic<u32> for ModelFutex<E> as .word {
        fn new(value: u32) -> Self {
            Self { word: E::Word::new(value), sleepers: CountedSleepers::new() }
        }
    }
}
forward_atomic_int! { impl [E: Parking] AtomicInt<u32> for ModelFutex<E> as .word }

impl<E: Parking> Futex for ModelFutex<E> {
    #[track_caller]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        let step = || self.word.fetch_add(0, Relaxed);
        if step() != expected {
            return Wait::Woken;
        }
        self.sleepers.enter();
        self.sleepers.sleep(deadline, || {
            step();
        })
    }

    #[track_caller]
    fn wake(&self, most: u32) {
        self.word.fetch_add(0, Relaxed);
        self.sleepers.wake(most);
    }
}
