use linear::specs::{Lock, LockOperation, RLock, RLockOperation};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Property, Subject};
use runtime::{Atomic, Ordering, Runtime};
use sync::{RawLock, RawRLock};

use crate::{broken, holds, one_of, soon};

#[derive(Clone, Debug)]
struct Locks;

impl Subject for Locks {
    const NAME: &'static str = "lock";
    type Object<R: Runtime> = RawLock<R>;
    type Spec = Lock;

    fn operations(&self, _: usize) -> BoxedStrategy<LockOperation> {
        use LockOperation::{Acquire, AcquireTimeout, Release, TryAcquire};
        one_of([Release, TryAcquire, AcquireTimeout, Acquire])
    }

    fn spec(&self) -> Lock {
        Lock::default()
    }

    fn object<R: Runtime>(&self) -> RawLock<R> {
        RawLock::new_in()
    }

    fn apply<R: Runtime>(lock: &RawLock<R>, operation: &LockOperation) -> bool {
        match operation {
            LockOperation::Acquire => {
                lock.acquire();
                true
            }
            LockOperation::TryAcquire => lock.try_acquire(),
            LockOperation::AcquireTimeout => lock.acquire_until(soon::<R>()),
            LockOperation::Release => lock.release().is_ok(),
        }
    }
}

holds! { lock: Locks, crate::FINE }

/// The mistake: it looks, and then takes.
#[derive(Clone, Debug)]
struct TestThenSet;

impl Subject for TestThenSet {
    const NAME: &'static str = "lock that looks, then takes";
    type Object<R: Runtime> = R::AtomicBool;
    type Spec = Lock;

    fn operations(&self, _: usize) -> BoxedStrategy<LockOperation> {
        one_of([LockOperation::Release, LockOperation::TryAcquire])
    }

    fn spec(&self) -> Lock {
        Lock::default()
    }

    fn object<R: Runtime>(&self) -> R::AtomicBool {
        R::AtomicBool::new(false)
    }

    fn apply<R: Runtime>(is_held: &R::AtomicBool, operation: &LockOperation) -> bool {
        if *operation == LockOperation::Release {
            return is_held.swap(false, Ordering::AcqRel);
        }
        let was_free = !is_held.load(Ordering::Acquire);
        if was_free {
            is_held.store(true, Ordering::Release);
        }
        was_free
    }
}

#[test]
fn a_lock_that_two_can_take_is_found() {
    let found = broken(&Property::new(TestThenSet, check::Engine::Weave));
    assert_eq!(found.program.calls(), 2, "two take it at once");
}

#[derive(Clone, Debug)]
struct RLocks;

impl Subject for RLocks {
    const NAME: &'static str = "rlock";
    type Object<R: Runtime> = RawRLock<R>;
    type Spec = RLock;

    fn operations(&self, me: usize) -> BoxedStrategy<RLockOperation> {
        use RLockOperation::{Acquire, AcquireTimeout, Release, TryAcquire};
        one_of([Release(me), TryAcquire(me), AcquireTimeout(me), Acquire(me)])
    }

    fn spec(&self) -> RLock {
        RLock::default()
    }

    fn object<R: Runtime>(&self) -> RawRLock<R> {
        RawRLock::new_in()
    }

    fn apply<R: Runtime>(lock: &RawRLock<R>, operation: &RLockOperation) -> bool {
        match operation {
            RLockOperation::Acquire(_) => {
                lock.acquire();
                true
            }
            RLockOperation::TryAcquire(_) => lock.try_acquire(),
            RLockOperation::AcquireTimeout(_) => lock.acquire_until(soon::<R>()),
            RLockOperation::Release(_) => lock.release().is_ok(),
        }
    }
}

holds! { rlock: RLocks, crate::FINE }

/// The mistake: its holder waits for itself.
#[derive(Clone, Debug)]
struct NoOwner;

impl Subject for NoOwner {
    const NAME: &'static str = "rlock without an owner";
    type Object<R: Runtime> = RawLock<R>;
    type Spec = RLock;

    fn operations(&self, me: usize) -> BoxedStrategy<RLockOperation> {
        one_of([RLockOperation::Release(me), RLockOperation::Acquire(me)])
    }

    fn spec(&self) -> RLock {
        RLock::default()
    }

    fn object<R: Runtime>(&self) -> RawLock<R> {
        RawLock::new_in()
    }

    fn apply<R: Runtime>(lock: &RawLock<R>, operation: &RLockOperation) -> bool {
        if matches!(operation, RLockOperation::Release(_)) {
            return lock.release().is_ok();
        }
        lock.acquire();
        true
    }
}

#[test]
fn an_rlock_that_is_none_waits_for_itself() {
    let found = broken(&Property::new(NoOwner, check::Engine::Weave));
    assert_eq!(found.program.calls(), 2, "one takes it twice, or releases what is not its own");
}
