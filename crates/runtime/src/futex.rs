use crate::{AtomicInt, Deadline, Kind, Note};

/// Why a [`Futex::wait`] is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a wait may have timed out"]
pub enum Wait {
    /// Woken, or the value was another one, or for no reason: look at the value again.
    Woken,
    /// The deadline passed, and no [`wake`](Futex::wake) was spent on this thread.
    TimedOut,
}

/// An atomic on which threads can sleep until another thread wakes them.
///
/// # The contract of a wake-up
///
/// The comparison in [`wait`](Futex::wait) and the falling asleep are one step with respect to
/// [`wake`](Futex::wake). A wake-up is spent on at most one sleeper, and a sleeper it was spent on
/// returns [`Wait::Woken`], even if its deadline has passed. Neither orders any memory: that is
/// what the atomic's own orderings are for.
///
/// # One object, several words
///
/// The word that [`Runtime::call`](crate::Runtime::call) is given stands for the whole primitive.
/// Its other words are its [`part`](Futex::part)s: only operations of that primitive touch them.
/// A part that is left out would still be checked, but as an object of its own.
pub trait Futex: AtomicInt<u32> {
    /// Sleeps if the value is `expected`, until woken or until the deadline.
    #[track_caller]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait;

    /// Wakes up to `most` sleeping threads.
    #[track_caller]
    fn wake(&self, most: u32);

    /// Wakes one sleeping thread, if there is one.
    #[inline]
    #[track_caller]
    fn wake_one(&self) {
        self.wake(1);
    }

    /// Wakes all sleeping threads.
    #[inline]
    #[track_caller]
    fn wake_all(&self) {
        self.wake(u32::MAX);
    }

    /// Another word of the object that this word stands for.
    #[inline]
    #[must_use]
    #[track_caller]
    fn part(&self, value: u32) -> Self
    where
        Self: Sized,
    {
        Self::new(value)
    }

    /// Says what the object is. Natively nothing happens.
    #[inline]
    #[must_use]
    fn of_kind(self, kind: Kind) -> Self
    where
        Self: Sized,
    {
        let _ = kind;
        self
    }

    /// Writes a note into the trace. Natively nothing happens.
    #[inline]
    #[track_caller]
    fn note(&self, note: Note) {
        let _ = note;
    }
}
