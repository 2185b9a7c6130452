//! What a condition can give up and take back.

use runtime::Runtime;

use crate::{Levels, LockGuard, NotHeld, RLock, RLockGuard, RawLock, RawRLock};

/// A guard that a [`Condition`](crate::Condition) can wait with: of a [`Lock`](crate::Lock) or an
/// [`RLock`].
///
/// The value of an `RLock` has to be `Sync` for that: other guards of the waiting thread may lend it
/// out while another thread uses it. `RawRLock` has no value, and so no such demand.
#[diagnostic::on_unimplemented(
    note = "the value of an `RLock` has to be `Sync`: use atomics or a `Lock` inside of it"
)]
pub trait Guard<R: Runtime>: sealed::Guard {}

/// A lock that a [`Condition`](crate::Condition) can wait with in its raw form.
pub trait ConditionLock<R: Runtime>: sealed::Lock {}

impl<T: Send, R: Runtime> Guard<R> for LockGuard<'_, T, R> {}
/// `T: Sync`, since other guards of the waiting thread may lend the value out meanwhile.
impl<T: Send + Sync, R: Runtime> Guard<R> for RLockGuard<'_, T, R> {}
impl<R: Runtime> ConditionLock<R> for RawLock<R> {}
impl<R: Runtime> ConditionLock<R> for RawRLock<R> {}

mod sealed {
    use crate::NotHeld;

    pub trait Guard {
        type Given;

        #[track_caller]
        fn give_up(self) -> Self::Given;

        #[track_caller]
        fn take_back(given: Self::Given) -> Self;
    }

    pub trait Lock {
        type Given;

        #[track_caller]
        fn is_held(&self) -> bool;

        #[track_caller]
        fn give_up(&self) -> Result<Self::Given, NotHeld>;

        #[track_caller]
        fn take_back(&self, given: Self::Given);
    }
}

impl<'a, T: Send, R: Runtime> sealed::Guard for LockGuard<'a, T, R> {
    type Given = &'a crate::Lock<T, R>;

    fn give_up(self) -> Self::Given {
        self.unlock()
    }

    fn take_back(lock: Self::Given) -> Self {
        lock.lock()
    }
}

impl<'a, T: Send, R: Runtime> sealed::Guard for RLockGuard<'a, T, R> {
    type Given = (&'a RLock<T, R>, Levels);

    fn give_up(self) -> Self::Given {
        RLockGuard::give_up(self)
    }

    fn take_back(given: Self::Given) -> Self {
        RLockGuard::take_back(given)
    }
}

impl<R: Runtime> sealed::Lock for RawLock<R> {
    type Given = ();

    fn is_held(&self) -> bool {
        self.is_locked()
    }

    fn give_up(&self) -> Result<(), NotHeld> {
        self.release()
    }

    fn take_back(&self, (): ()) {
        self.acquire();
    }
}

impl<R: Runtime> sealed::Lock for RawRLock<R> {
    type Given = Levels;

    fn is_held(&self) -> bool {
        self.is_owned()
    }

    fn give_up(&self) -> Result<Levels, NotHeld> {
        self.release_all().map_err(|_| NotHeld)
    }

    fn take_back(&self, levels: Levels) {
        self.reacquire(levels);
    }
}

#[cfg(test)]
mod tests {
    use runtime::{Deadline, Native};

    use super::{ConditionLock, sealed};
    use crate::{Condition, NotHeld};

    /// A lock that is lost before it can be given up; `job` is what others do meanwhile.
    struct Lost<J>(J);

    impl<J: Fn()> ConditionLock<Native> for Lost<J> {}

    impl<J: Fn()> sealed::Lock for Lost<J> {
        type Given = ();

        fn is_held(&self) -> bool {
            true
        }

        fn give_up(&self) -> Result<(), NotHeld> {
            (self.0)();
            Err(NotHeld)
        }

        fn take_back(&self, (): ()) {
            unreachable!("it was not given up");
        }
    }

    #[test]
    fn who_cannot_wait_is_out_of_the_queue() {
        let condition = Condition::new();
        let wait = condition.wait_raw(&Lost(|| ()), Deadline::NEVER);
        assert_eq!(wait, Err(NotHeld));
        assert_eq!(condition.lined_up(), 0);
    }

    #[test]
    fn who_cannot_wait_passes_a_notification_on() {
        let condition = Condition::new();
        let others = || {
            let _waits = condition.enqueue();
            assert_eq!(condition.dequeue(1), 1, "who cannot wait");
            assert_eq!(condition.lined_up(), 1);
        };
        assert_eq!(condition.wait_raw(&Lost(others), Deadline::NEVER), Err(NotHeld));
        assert_eq!(condition.lined_up(), 0, "the other one was told");
    }
}
