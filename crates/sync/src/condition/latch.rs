use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Futex, Look, Runtime, Wait, spin};

const WAITING: u32 = 0;
const NOTIFIED: u32 = 1;
const LEFT: u32 = 2;

/// What one waiter sleeps on; see the [module](super) for its states and orderings.
#[derive(Debug)]
pub(super) struct Latch<R: Runtime> {
    state: R::Futex,
}

impl<R: Runtime> Latch<R> {
    /// A closed latch, as a part of the condition that `word` stands for.
    pub(super) fn new(word: &R::Futex) -> Self {
        Self { state: word.part(WAITING) }
    }

    /// Notifies the waiter, unless it has left.
    pub(super) fn open(&self) -> bool {
        let opened = self.state.compare_exchange(WAITING, NOTIFIED, Relaxed, Relaxed).is_ok();
        if opened {
            self.state.wake_one();
        }
        opened
    }

    /// Sleeps until notified; if the deadline passes before, leaves.
    pub(super) fn sleep(&self, deadline: Deadline) -> Wait {
        if spin::<R>(|| if self.is_open() { Look::Done } else { Look::Again }) {
            return Wait::Woken;
        }
        loop {
            let timed_out = self.state.wait(WAITING, deadline) == Wait::TimedOut;
            if timed_out && self.leave() {
                return Wait::TimedOut;
            }
            if timed_out || self.is_open() {
                return Wait::Woken;
            }
        }
    }

    /// Gives up waiting, unless a notifier was faster.
    pub(super) fn leave(&self) -> bool {
        self.state.compare_exchange(WAITING, LEFT, Relaxed, Relaxed).is_ok()
    }

    fn is_open(&self) -> bool {
        self.state.load(Relaxed) == NOTIFIED
    }
}
