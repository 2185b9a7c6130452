//! What a thread did inside is there for the next one.
//!
//! ```text
//! each of 2:  lock;  add 1 to a plain variable;  unlock
//! ```
//!
//! *Invariant*: no two accesses to the variable race, and in the end it is 2. This is what the
//! Acquire of the lock and the Release of the unlock are for.
//!
//! loom: all 1,118 executions. Shuttle: all 6,506.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

use super::lock_mutual_exclusion::Exclusion;

/// Two threads change a plain variable under a [`Lock`].
#[derive(Debug)]
pub struct LockPublishes;

impl Scenario for LockPublishes {
    const NAME: &'static str = "lock/publishes";
    const STORY: &'static str = "Two threads add 1 to a plain variable under a lock, and no update \
        is lost.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_add::<R, Lock<(), R>>(cx);
    }
}

pub(crate) fn two_add<R: Runtime, E: Exclusion<R>>(cx: &Cx<R, NoParams>) {
    let room = Arc::new((E::new(), R::Shared::new(0_u32).named("sum")));
    let add = |(lock, sum): &(E, R::Shared<u32>)| lock.exclusively(|| sum.set(sum.get() + 1));
    let other = Arc::clone(&room);
    let other = cx.spawn("ann", move || add(&other));
    add(&room);
    cx.join_all([other]);
    assert_eq!(room.1.get(), 2);
}
