//! A shop that opens its door for every full group of visitors.
//!
//! ```text
//! each visitor, again and again:  come to the barrier;  wait;  go in
//! the barrier:                    when a group is complete, open the door, then let it go on
//! ```
//!
//! *Invariant*: the door is opened once for each group, before anybody of the group goes in.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Barrier, BarrierError};
use trace::FaultKind;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How many come, and how often.
    pub struct Visits {
        /// Visitors, who are one group.
        parties: 2 in models, 5 natively, within 2..=64;
        /// How often they come.
        rounds: 2 in models, 2 natively, within 1..=10_000;
    }
}

crate::params! {
    /// How large the group is of which one never comes.
    pub struct Group {
        /// Visitors in the group.
        parties: 3 in models, 5 natively, within 2..=64;
    }
}

/// Everybody comes every time.
#[derive(Debug)]
pub struct TenArrivals;

/// One does not come the last time.
#[derive(Debug)]
pub struct NineArrivals;

/// One never comes, and somebody loses patience.
#[derive(Debug)]
pub struct Timeout;

impl Scenario for TenArrivals {
    const NAME: &'static str = "opening/ten-arrivals";
    const STORY: &'static str = "Five visitors come twice each to a barrier for five, whose action \
        opens the door. With these ten arrivals it is opened exactly twice.";
    const PYTHON: &'static str = include_str!("../python/opening/ten-arrivals.py");
    type Params = Visits;

    fn run<R: Runtime>(cx: &Cx<R, Visits>) {
        come(*cx, |_| cx.params.rounds);
    }
}

impl Scenario for NineArrivals {
    const NAME: &'static str = "opening/nine-arrivals";
    const STORY: &'static str = "One of the five comes only once, so there are nine arrivals. The \
        second time, the other four wait for a fifth who never comes.";
    const PYTHON: &'static str = include_str!("../python/opening/nine-arrivals.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Visits;

    fn run<R: Runtime>(cx: &Cx<R, Visits>) {
        let Visits { parties, rounds } = cx.params;
        let last = parties - 1;
        come(*cx, |visitor| if visitor == last { rounds - 1 } else { rounds });
    }
}

impl Scenario for Timeout {
    const NAME: &'static str = "opening/timeout";
    const STORY: &'static str = "Of five visitors one never comes, and the first waits with a \
        timeout. When it runs out the barrier is broken, and all four are told.";
    const PYTHON: &'static str = include_str!("../python/opening/timeout.py");
    type Params = Group;

    fn run<R: Runtime>(cx: &Cx<R, Group>) {
        let cx = *cx;
        let door = Arc::new(Door::<R>::new(cx.params.parties));
        let visitors = (0..cx.params.parties - 1).map(|visitor| {
            let door = Arc::clone(&door);
            cx.spawn(person(visitor), move || {
                let is_first = visitor == 0;
                let arrival =
                    if is_first { door.barrier.wait_until(cx.soon()) } else { door.barrier.wait() };
                assert!(matches!(arrival, Err(BarrierError::Broken)));
            })
        });
        cx.join_all(visitors.collect::<Vec<_>>());
        assert_eq!(door.opened.total(), 0, "times that the door was opened");
    }
}

/// Every visitor comes as often as `times` says, and each time waits until all are there.
fn come<R: Runtime>(cx: Cx<R, Visits>, times: impl Fn(u32) -> u32) {
    let door = Arc::new(Door::<R>::new(cx.params.parties));
    let visitors = (0..cx.params.parties).map(|visitor| {
        let (door, times) = (Arc::clone(&door), times(visitor));
        cx.spawn(person(visitor), move || {
            for time in 1..=times {
                door.barrier.wait().expect("nobody breaks the barrier");
                // Not less, for the door opens before anybody goes in; and not more, for without
                // this visitor the next group is incomplete.
                assert_eq!(door.opened.total(), time, "times that the door was opened");
            }
        })
    });
    cx.join_all(visitors.collect::<Vec<_>>());
    assert_eq!(door.opened.total(), cx.params.rounds, "times that the door was opened");
}

/// The door, which the barrier opens.
#[derive(Debug)]
struct Door<R: Runtime> {
    barrier: Barrier<R>,
    opened: Tally,
}

impl<R: Runtime> Door<R> {
    fn new(parties: u32) -> Self {
        let opened = Tally::default();
        let barrier = Barrier::new_in(parties).named("barrier").with_action({
            let opened = opened.clone();
            move || {
                opened.add(1);
                Ok(())
            }
        });
        Self { barrier, opened }
    }
}
