use linear::specs::{Event, EventOperation};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Property, Size, Subject};
use runtime::{Atomic, Deadline, Futex, Ordering, Runtime, Wait};
use trace::FaultKind;

use crate::{broken, holds, one_of, soon};

use EventOperation::{Clear, IsSet, Set, Wait as WaitFor, WaitTimeout};

#[derive(Clone, Debug)]
struct Events;

impl Subject for Events {
    const NAME: &'static str = "event";
    type Object<R: Runtime> = sync::Event<R>;
    type Spec = Event;

    fn operations(&self, _: usize) -> BoxedStrategy<EventOperation> {
        one_of([Set, Clear, IsSet, WaitTimeout, WaitFor])
    }

    fn spec(&self) -> Event {
        Event::default()
    }

    fn object<R: Runtime>(&self) -> sync::Event<R> {
        sync::Event::new_in()
    }

    fn apply<R: Runtime>(event: &sync::Event<R>, operation: &EventOperation) -> bool {
        match operation {
            Set => event.set(),
            Clear => event.clear(),
            WaitFor => event.wait(),
            IsSet => return event.is_set(),
            WaitTimeout => return event.wait_until(soon::<R>()),
        }
        true
    }
}

holds! { event: Events, crate::FINE }

/// The mistake: it wakes one of those who wait.
#[derive(Clone, Debug)]
struct WakesOne;

impl Subject for WakesOne {
    const NAME: &'static str = "event that wakes one";
    type Object<R: Runtime> = R::Futex;
    type Spec = Event;

    fn operations(&self, _: usize) -> BoxedStrategy<EventOperation> {
        one_of([Set, WaitFor])
    }

    fn spec(&self) -> Event {
        Event::default()
    }

    fn object<R: Runtime>(&self) -> R::Futex {
        R::Futex::new(0)
    }

    fn apply<R: Runtime>(flag: &R::Futex, operation: &EventOperation) -> bool {
        if *operation == Set {
            flag.store(1, Ordering::Release);
            flag.wake(1);
        }
        while *operation == WaitFor && flag.load(Ordering::Acquire) == 0 {
            let _: Wait = flag.wait(0, Deadline::NEVER);
        }
        true
    }
}

#[test]
fn a_wait_that_nobody_ends_is_found() {
    let size = Size { initial: 0, threads: 3, calls: 1, last: 0 };
    let found = broken(&Property::new(WakesOne, check::Engine::Weave).size(size));
    assert_eq!(found.report.fault_kind(), Some(FaultKind::LostWakeup));
    assert_eq!(found.program.calls(), 3, "two wait");
    assert!(found.to_string().contains("no order of these calls lets anybody wait for ever"));
}
