//! How those who wait at a queue sleep and are woken, laid bare.
//!
//! ```text
//! provide:  one more is ready;  fence;  if the mark is set: clear it;  wake one
//! take:     if there is one: take it
//!           else: one more sleeps
//!                 until one is taken, or it is shut down: set the mark;  fence;  look;  sleep while it is set
//!                 one less sleeps;  if others do: set the mark;  fence;  if one is ready: wake one
//! ```
//!
//! What is ready, items or room, is only counted. Each step that a mistake can be made in is a
//! [`Habit`].

use std::marker::PhantomData;

use runtime::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Note, Runtime, Wait};

use super::queue_side::{ShutsDown, Side};

/// What a queue does, unless it makes a mistake.
pub(crate) trait Habit: Send + Sync + 'static {
    /// A thread that leaves wakes another one if something is ready for it.
    const PASSES_ON: bool = true;

    /// What is between writing one's own word and reading the other's.
    fn between<R: Runtime>() {
        R::fence(SeqCst);
    }
}

/// No mistake.
pub(crate) struct Right;

impl Habit for Right {}

pub(crate) struct BareQueue<R: Runtime, H> {
    /// Stands for the whole object.
    ready: R::Futex,
    is_closed: R::Futex,
    mark: R::Futex,
    asleep: R::Futex,
    habit: PhantomData<fn() -> H>,
}

impl<R: Runtime, H: Habit> Side<R> for BareQueue<R, H> {
    fn none() -> Self {
        let ready = R::Futex::new(0).of_kind(Kind::Queue).named("queue".into());
        let [is_closed, mark, asleep] = [(); 3].map(|()| ready.part(0));
        Self { ready, is_closed, mark, asleep, habit: PhantomData }
    }

    fn provide(&self) {
        R::call(&self.ready, "put", || {
            self.ready.fetch_add(1, AcqRel);
            self.ready.note(Note::Put);
            H::between::<R>();
            self.wake_one();
        });
    }

    fn take(&self) -> bool {
        R::call(&self.ready, "get", || self.take_by(Deadline::NEVER))
    }

    fn take_until(&self, deadline: Deadline) -> bool {
        R::call(&self.ready, "get_until", || self.take_by(deadline))
    }
}

impl<R: Runtime, H: Habit> ShutsDown<R> for BareQueue<R, H> {
    fn shut_down(&self) {
        R::call(&self.ready, "shutdown", || {
            self.is_closed.swap(1, Release);
            H::between::<R>();
            // Relaxed, here and below: the fences order it.
            if self.mark.load(Relaxed) != 0 && self.mark.swap(0, Relaxed) != 0 {
                self.mark.wake_all();
            }
        });
    }
}

impl<R: Runtime, H: Habit> BareQueue<R, H> {
    fn take_by(&self, deadline: Deadline) -> bool {
        if self.try_take() {
            return true;
        }
        self.asleep.fetch_add(1, Relaxed);
        let has_taken = loop {
            self.mark.swap(1, Relaxed);
            H::between::<R>();
            if self.try_take() {
                break true;
            }
            if self.is_closed.load(Acquire) != 0 {
                break self.try_take();
            }
            if self.mark.wait(1, deadline) == Wait::TimedOut {
                break self.try_take();
            }
        };
        let others = self.asleep.fetch_sub(1, Relaxed) - 1;
        if others > 0 && H::PASSES_ON {
            self.mark.swap(1, Relaxed);
            H::between::<R>();
            if self.ready.load(Relaxed) != 0 || self.is_closed.load(Relaxed) != 0 {
                self.wake_one();
            }
        }
        has_taken
    }

    fn try_take(&self) -> bool {
        loop {
            let ready = self.ready.load(Relaxed);
            if ready == 0 {
                return false;
            }
            if self.ready.compare_exchange(ready, ready - 1, AcqRel, Relaxed).is_ok() {
                self.ready.note(Note::Got);
                return true;
            }
        }
    }

    fn wake_one(&self) {
        if self.mark.load(Relaxed) != 0 && self.mark.swap(0, Relaxed) != 0 {
            self.mark.wake_one();
        }
    }
}
