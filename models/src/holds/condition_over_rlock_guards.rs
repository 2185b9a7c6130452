//! A wait with one guard of a recursive lock gives up what all guards of the thread hold.
//!
//! ```text
//! main:  lock;  lock;  start ann;  until there is a parcel: wait;  how many levels?
//! ann:   lock;  there is a parcel;  notify one;  unlock
//! ```
//!
//! *Invariant*: ann gets in although main keeps its outer guard; main sees the parcel through that
//! guard, and has two levels again.
//!
//! loom: 6,180 executions with at most 5 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, RLock};

/// A thread that has two guards of an [`RLock`] waits with a [`Condition`].
#[derive(Debug)]
pub struct ConditionOverRLockGuards;

impl Scenario for ConditionOverRLockGuards {
    const NAME: &'static str = "condition/over-rlock-guards";
    const STORY: &'static str = "A thread locks a recursive lock twice and waits for a parcel, which \
        another one brings under the same lock.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let hall = Arc::new(Hall::<R> {
            has_parcel: RLock::new_in(R::Shared::new(false)).named("hall"),
            came: Condition::new_in().named("came"),
        });
        let outer = hall.has_parcel.lock();
        let inner = hall.has_parcel.lock();
        let postman = cx.spawn("ann", {
            let hall = Arc::clone(&hall);
            move || {
                let has_parcel = hall.has_parcel.lock();
                has_parcel.set(true);
                hall.came.notify_one(&has_parcel);
            }
        });
        let inner = hall.came.wait_while(inner, |has_parcel| !has_parcel.get());
        assert!(outer.get());
        assert_eq!(hall.has_parcel.level(), 2);
        drop((inner, outer));
        cx.join_all([postman]);
    }
}

struct Hall<R: Runtime> {
    has_parcel: RLock<R::Shared<bool>, R>,
    came: Condition<R>,
}
