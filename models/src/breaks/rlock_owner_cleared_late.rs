//! A recursive lock that forgets its owner only after it is open.
//!
//! ```text
//! acquire:  sleep until the lock is ours;  owner = me
//! release:  if the owner is not me: refused
//!           open the lock
//!           owner = nobody              somebody else may be it by now
//! ```
//!
//! The next owner's name is wiped out, and it cannot release what it has. The program is that of
//! [`RLockReleasedByAStranger`](crate::holds::RLockReleasedByAStranger). (gh-117435 is of this
//! kind: owner and count beside the lock, and not protected by it.)
//!
//! loom: breaks in execution 22. Shuttle: in execution 5, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Operation, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::rlock_recursion::Recursive;
use crate::holds::rlock_released_by_a_stranger::owner_and_stranger;

/// An owner is refused.
#[derive(Debug)]
pub struct RLockOwnerClearedLate;

impl Scenario for RLockOwnerClearedLate {
    const NAME: &'static str = "rlock/owner-cleared-late";
    const STORY: &'static str = "A thread opens a recursive lock and then clears the owner, which is \
        the next thread by then: that one cannot release it.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        owner_and_stranger::<R, OwnerBeside<R>>(cx);
    }
}

struct OwnerBeside<R: Runtime> {
    held: R::Futex,
    owner: R::Futex,
}

impl<R: Runtime> OwnerBeside<R> {
    fn key() -> u32 {
        R::current().0 + 1
    }
}

impl<R: Runtime> Recursive<R> for OwnerBeside<R> {
    fn new() -> Self {
        let held = R::Futex::new(0).of_kind(Kind::RLock).named("rlock".into());
        Self { owner: held.part(0), held }
    }

    fn acquire(&self) {
        R::call(&self.held, Operation::waiting("lock"), || {
            while self.held.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
                let _ = self.held.wait(1, Deadline::NEVER);
            }
            self.owner.swap(Self::key(), Relaxed);
        });
    }

    fn release(&self) -> bool {
        R::call(&self.held, "release", || {
            if self.owner.load(Relaxed) != Self::key() {
                return false;
            }
            self.held.swap(0, Release);
            self.held.wake_one();
            // The mistake: this belongs before the lock opens.
            self.owner.swap(0, Relaxed);
            true
        })
    }
}
