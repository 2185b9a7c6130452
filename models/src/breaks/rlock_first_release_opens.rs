//! A recursive lock that opens with the first release.
//!
//! ```text
//! acquire:  if the owner is me: nothing
//!           else: sleep until an exchange makes me the owner
//! release:  if the owner is not me: refused
//!           nobody is the owner;  wake one
//! ```
//!
//! It knows its owner, but not how often. The program is that of
//! [`RLockRecursion`](crate::holds::RLockRecursion).
//!
//! loom: breaks in execution 1. Shuttle: in execution 27, depth first.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Operation, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use trace::FaultKind;

use crate::holds::rlock_recursion::{Recursive, twice_and_once};

/// Another thread gets in between the two releases.
#[derive(Debug)]
pub struct RLockFirstReleaseOpens;

impl Scenario for RLockFirstReleaseOpens {
    const NAME: &'static str = "rlock/first-release-opens";
    const STORY: &'static str = "A thread acquires a recursive lock twice and releases it once, and \
        another one gets in.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        twice_and_once::<R, WithoutLevels<R>>(cx);
    }
}

struct WithoutLevels<R: Runtime>(R::Futex);

impl<R: Runtime> WithoutLevels<R> {
    fn key() -> u32 {
        R::current().0 + 1
    }
}

impl<R: Runtime> Recursive<R> for WithoutLevels<R> {
    fn new() -> Self {
        Self(R::Futex::new(0).of_kind(Kind::RLock).named("rlock".into()))
    }

    fn acquire(&self) {
        R::call(&self.0, Operation::waiting("lock"), || {
            if self.0.load(Relaxed) == Self::key() {
                // The mistake: nobody counts the levels.
                return;
            }
            while let Err(owner) = self.0.compare_exchange(0, Self::key(), Acquire, Relaxed) {
                let _ = self.0.wait(owner, Deadline::NEVER);
            }
        });
    }

    fn release(&self) -> bool {
        R::call(&self.0, "release", || {
            if self.0.load(Relaxed) != Self::key() {
                return false;
            }
            self.0.swap(0, Release);
            self.0.wake_one();
            true
        })
    }
}
