//! A shop that opens its door for every full group of visitors.
//!
//! ```text
//! each visitor:  come to the barrier;  wait;  go in
//! the barrier:   when a group is complete, open the door, then let the group go on
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
    /// How many come.
    pub struct Groups {
        /// Visitors in a group.
        parties: 2 in models, 5 natively, within 2..=32;
        /// Groups.
        groups: 2 in models, 2 natively, within 1..=32;
    }
}

crate::params! {
    /// How large the one group is, of which one never comes.
    pub struct OneGroup {
        /// Visitors in the group.
        parties: 3 in models, 5 natively, within 2..=64;
    }
}

/// As many arrive as two groups have.
#[derive(Debug)]
pub struct TenArrivals;

/// One less arrives.
#[derive(Debug)]
pub struct NineArrivals;

/// One less than one group arrives, and somebody loses patience.
#[derive(Debug)]
pub struct Timeout;

impl Scenario for TenArrivals {
    const NAME: &'static str = "opening/ten-arrivals";
    const STORY: &'static str = "Ten visitors come to a barrier for five, whose action opens the \
        door. It is opened exactly twice, and all ten get in.";
    const PYTHON: &'static str = include_str!("../python/opening/ten-arrivals.py");
    type Params = Groups;

    fn run<R: Runtime>(cx: &Cx<R, Groups>) {
        let Groups { parties, groups } = cx.params;
        arrivals(cx, parties * groups);
    }
}

impl Scenario for NineArrivals {
    const NAME: &'static str = "opening/nine-arrivals";
    const STORY: &'static str = "Only nine visitors come. Five get in, and the other four wait for a \
        fifth who never arrives.";
    const PYTHON: &'static str = include_str!("../python/opening/nine-arrivals.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Groups;

    fn run<R: Runtime>(cx: &Cx<R, Groups>) {
        let Groups { parties, groups } = cx.params;
        arrivals(cx, parties * groups - 1);
    }
}

impl Scenario for Timeout {
    const NAME: &'static str = "opening/timeout";
    const STORY: &'static str = "Of five visitors one never comes, and the first waits with a \
        timeout. When it runs out the barrier is broken, and all four are told.";
    const PYTHON: &'static str = include_str!("../python/opening/timeout.py");
    type Params = OneGroup;

    fn run<R: Runtime>(cx: &Cx<R, OneGroup>) {
        let cx = *cx;
        let door = Arc::new(Door::<R>::new(cx.params.parties));
        let visitors = (0..cx.params.parties - 1).map(|index| {
            let door = Arc::clone(&door);
            cx.spawn(person(index), move || {
                let is_first = index == 0;
                let arrival =
                    if is_first { door.barrier.wait_until(cx.soon()) } else { door.barrier.wait() };
                assert!(matches!(arrival, Err(BarrierError::Broken)));
            })
        });
        cx.join_all(visitors.collect::<Vec<_>>());
        assert_eq!(door.opened.total(), 0, "times that the door was opened");
    }
}

/// So many arrive, and each waits until the group is complete.
fn arrivals<R: Runtime>(cx: &Cx<R, Groups>, arrivals: u32) {
    let door = Arc::new(Door::<R>::new(cx.params.parties));
    let visitors = (0..arrivals).map(|index| {
        let door = Arc::clone(&door);
        cx.spawn(person(index), move || {
            door.barrier.wait().expect("nobody breaks the barrier");
            assert!(door.opened.total() > 0);
        })
    });
    cx.join_all(visitors.collect::<Vec<_>>());
    assert_eq!(door.opened.total(), cx.params.groups, "times that the door was opened");
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
