//! A counter that several threads count down, each in two steps.
//!
//! ```text
//! each thread:  [take the lock]     the line that matters
//!               b = a - 1
//!               pause
//!               a = b
//! ```
//!
//! *Invariant*: when all are through, `a` has gone down by the number of threads.

use std::sync::Arc;

use runtime::Runtime;
use sync::Lock;
use trace::FaultKind;

use crate::people::person;
use crate::{Cx, Expect, Scenario, Variable};

crate::params! {
    /// How many count.
    pub struct Sizes {
        /// Threads, and the value that the counter starts with.
        threads: 2 in models, 10 natively, within 1..=64;
    }
}

/// Nobody keeps the others out between the two steps.
#[derive(Debug)]
pub struct Unlocked;

/// Both steps are made under a [`Lock`].
#[derive(Debug)]
pub struct Locked;

impl Scenario for Unlocked {
    const NAME: &'static str = "counter/unlocked";
    const STORY: &'static str = "Ten threads subtract 1 from a counter that starts at 10, by \
        `b = a - 1` and then `a = b`. Updates get lost, and as much as 9 may be left.";
    const PYTHON: &'static str = include_str!("../python/counter/unlocked.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        count_down(*cx, |subtract| subtract());
    }
}

impl Scenario for Locked {
    const NAME: &'static str = "counter/locked";
    const STORY: &'static str = "The same threads take a lock before `b = a - 1` and keep it until \
        after `a = b`. Nothing is left, in whichever order they come.";
    const PYTHON: &'static str = include_str!("../python/counter/locked.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let lock = Arc::new(Lock::<(), R>::new_in(()).named("lock"));
        count_down(*cx, move |subtract| {
            let _turn = lock.lock();
            subtract();
        });
    }
}

/// Counts down; `guarded` says under which conditions its argument, a subtraction, is made.
fn count_down<R: Runtime>(cx: Cx<R, Sizes>, guarded: impl Fn(&dyn Fn()) + Clone + Send + 'static) {
    let a = Arc::new(Variable::<R>::new("a", cx.params.threads));
    let threads = (0..cx.params.threads).map(|index| {
        let (a, guarded) = (Arc::clone(&a), guarded.clone());
        cx.spawn(person(index), move || {
            guarded(&|| {
                let b = a.get() - 1;
                cx.pause();
                a.set(b);
            });
        })
    });
    cx.join_all(threads.collect::<Vec<_>>());
    let left = a.get();
    R::outcome("left", left);
    assert_eq!(left, 0, "left of a counter that everybody has counted down by 1");
}
