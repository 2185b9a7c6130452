//! How threads sleep.

use runtime::{Atomic, Deadline, Futex, Wait, forward_atomic, forward_atomic_int};
use runtime_model::Sleepers;
use weave::raw::{self, Op, Order, Place, Shape};

use crate::WeaveAtomic;

/// A word, and the queue of those who sleep on it.
///
/// As in a kernel, whoever is about to sleep locks the queue, compares the word, and unlocks the queue
/// from inside or outside of it; a wake-up waits for the queue to be unlocked. All of that is Relaxed:
/// a futex orders no memory. But the comparison sees what those knew of the word who used the queue
/// before, or a wake-up could be lost between a stale look and the falling asleep.
///
/// Of several sleepers a wake-up may take any: nothing promises an order.
#[derive(Debug)]
pub struct WeaveFutex {
    word: WeaveAtomic<u32>,
    queue: Queue,
}

forward_atomic! {
    impl [] Atomic<u32> for WeaveFutex as .word {
        fn new(value: u32) -> Self {
            Self { word: WeaveAtomic::new(value), queue: Queue::new() }
        }
    }
}
forward_atomic_int! { impl [] AtomicInt<u32> for WeaveFutex as .word }

impl Futex for WeaveFutex {
    #[track_caller]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        self.queue.relaxed(Op::QueueLock);
        let sleeps = self.word.load(runtime::Ordering::Relaxed) == expected;
        self.queue.relaxed(Op::QueueUnlock(sleeps));
        if !sleeps {
            return Wait::Woken;
        }
        self.queue.sleep(deadline, Order::RELAXED, || ())
    }

    #[track_caller]
    fn wake(&self, most: u32) {
        self.queue.relaxed(Op::Wake(most));
    }
}

/// Who sleeps on a word of the coarse level: entered and left inside of a gate, which orders it.
#[derive(Debug)]
pub struct WeaveSleepers(Queue);

impl Sleepers for WeaveSleepers {
    #[track_caller]
    fn new() -> Self {
        Self(Queue::new())
    }

    #[track_caller]
    fn enter(&self) {
        self.0.perform(Op::Enqueue, Order::ACQ_REL);
    }

    #[track_caller]
    fn sleep(&self, deadline: Deadline, step: impl Fn()) -> Wait {
        self.0.sleep(deadline, Order::ACQ_REL, step)
    }

    #[track_caller]
    fn wake(&self, most: u32) {
        self.0.perform(Op::Wake(most), Order::ACQ_REL);
    }
}

#[derive(Clone, Copy, Debug)]
struct Queue(Place);

impl Queue {
    #[track_caller]
    fn new() -> Self {
        Self(Place::new(0, Shape::Chain))
    }

    /// Waits for a wake-up, in the queue; or for a deadline to pass.
    ///
    /// While it may, this never blocks: whenever the thread, after `step`, takes itself out of the queue
    /// and is still there, that was when the deadline passed. As that is at any later moment, it
    /// covers every moment.
    #[track_caller]
    fn sleep(self, deadline: Deadline, order: Order, step: impl Fn()) -> Wait {
        let timed = deadline.is_timed();
        let early = timed && raw::time_may_run_out();
        if !early && self.perform(Op::Woken(timed), order) == 0 {
            return Wait::Woken;
        }
        // The deadline passes, or has passed because nobody else could move.
        step();
        if self.perform(Op::Leave, order) == 0 {
            return Wait::Woken;
        }
        if early {
            raw::count_expiry();
        }
        Wait::TimedOut
    }

    #[track_caller]
    fn relaxed(self, op: Op) {
        self.perform(op, Order::RELAXED);
    }

    #[track_caller]
    fn perform(self, op: Op, order: Order) -> u64 {
        self.0.perform(op, order, Order::RELAXED).value
    }
}
