use runtime::Runtime;
use sync::{Lock, LockGuard, RLock, RLockGuard};

/// What both kinds of lock can do, so that a program can be told once with either.
pub(crate) trait Lockable: Send + Sync + 'static {
    /// The lock is held for as long as this lives.
    type Held<'a>
    where
        Self: 'a;

    /// Takes the lock.
    #[track_caller]
    fn hold(&self) -> Self::Held<'_>;
}

impl<R: Runtime> Lockable for Lock<(), R> {
    type Held<'a> = LockGuard<'a, (), R>;

    #[track_caller]
    fn hold(&self) -> LockGuard<'_, (), R> {
        self.lock()
    }
}

impl<R: Runtime> Lockable for RLock<(), R> {
    type Held<'a> = RLockGuard<'a, (), R>;

    #[track_caller]
    fn hold(&self) -> RLockGuard<'_, (), R> {
        self.lock()
    }
}
