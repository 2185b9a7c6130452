use linear::specs::{Barrier, BarrierOperation, BarrierResult};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Property, Size, Subject};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Ordering, Runtime};
use sync::BarrierError;

use crate::{broken, holds, one_of, soon};

use BarrierOperation::{Abort, IsBroken, Reset, Wait, WaitTimeout, Waiting};

/// A barrier for two.
#[derive(Clone, Debug)]
struct Barriers {
    action_fails: bool,
}

impl Subject for Barriers {
    const NAME: &'static str = "barrier";
    type Object<R: Runtime> = sync::Barrier<R>;
    type Spec = Barrier;

    fn operations(&self, me: usize) -> BoxedStrategy<BarrierOperation> {
        let waits = [Wait(me), WaitTimeout(me)];
        let looks = [Waiting, IsBroken];
        one_of([&waits[..], &waits, &waits, &[Abort, Reset], &looks].concat())
    }

    fn spec(&self) -> Barrier {
        Barrier::new(2, self.action_fails)
    }

    fn object<R: Runtime>(&self) -> sync::Barrier<R> {
        let barrier = sync::Barrier::new_in(2);
        if self.action_fails {
            return barrier.with_action(|| Err("the party is off".into()));
        }
        barrier
    }

    fn apply<R: Runtime>(
        barrier: &sync::Barrier<R>,
        operation: &BarrierOperation,
    ) -> BarrierResult {
        let result = match operation {
            Wait(_) => barrier.wait(),
            WaitTimeout(_) => barrier.wait_until(soon::<R>()),
            Waiting => return BarrierResult::Count(barrier.waiting()),
            IsBroken => return BarrierResult::Is(barrier.is_broken()),
            Abort => {
                barrier.abort();
                return BarrierResult::Done;
            }
            Reset => {
                barrier.reset();
                return BarrierResult::Done;
            }
        };
        match result {
            Ok(arrival) => BarrierResult::Arrived(arrival.index),
            Err(BarrierError::Broken) => BarrierResult::Broken,
            Err(BarrierError::TimedOut) => BarrierResult::TimedOut,
            Err(BarrierError::Action(_)) => BarrierResult::ActionFailed,
        }
    }
}

holds! { barrier: Barriers { action_fails: false }, crate::COARSE }
holds! { failing_action: Barriers { action_fails: true }, crate::COARSE }

/// The mistake: it counts who has come, and lets through whoever comes when that is enough.
#[derive(Clone, Debug)]
struct Counts;

impl Subject for Counts {
    const NAME: &'static str = "barrier that only counts";
    type Object<R: Runtime> = R::Futex;
    type Spec = Barrier;

    fn operations(&self, me: usize) -> BoxedStrategy<BarrierOperation> {
        one_of([Wait(me)])
    }

    fn spec(&self) -> Barrier {
        Barrier::new(2, false)
    }

    fn object<R: Runtime>(&self) -> R::Futex {
        R::Futex::new(0)
    }

    fn apply<R: Runtime>(count: &R::Futex, _: &BarrierOperation) -> BarrierResult {
        let index = count.fetch_add(1, Ordering::AcqRel);
        count.wake_all();
        loop {
            let now = count.load(Ordering::Acquire);
            if now >= 2 {
                return BarrierResult::Arrived(index % 2);
            }
            let _: runtime::Wait = count.wait(now, Deadline::NEVER);
        }
    }
}

#[test]
fn a_barrier_that_lets_through_who_comes_alone_is_found() {
    let size = Size { initial: 0, threads: 2, calls: 2, last: 0 };
    let found = broken(&Property::new(Counts, check::Engine::Weave).size(size));
    assert_eq!(found.program.calls(), 4, "two meet twice");
}
