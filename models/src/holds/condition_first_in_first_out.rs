//! The thread that has waited longest is notified first.
//!
//! ```text
//! main:  lock;  start ann;  wait;  I am the first;   notify one;  unlock
//! ann:   lock;  start ben;  wait;  I am the second;  unlock
//! ben:   lock;  notify one;  unlock
//! ```
//!
//! Each has the lock when it starts the next one, so main is in the queue before ann, and ann
//! before ben notifies.
//!
//! *Invariant*: main comes out first, and both come out.
//!
//! loom: 21,550 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, NoParams, Scenario};
use sync::{Condition, Lock};

/// Two threads wait with a [`Condition`] in a known order, and are notified one by one.
#[derive(Debug)]
pub struct ConditionFirstInFirstOut;

impl Scenario for ConditionFirstInFirstOut {
    const NAME: &'static str = "condition/first-in-first-out";
    const STORY: &'static str = "Two threads wait, one after the other. The first notification is \
        for the one that came first.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let desk = Arc::new(Desk::<R> {
            served: Lock::new_in(0).named("served"),
            called: Condition::new_in().named("called"),
        });
        let mut threads = Vec::new();
        let served = desk.served.lock();
        threads.push(cx.spawn("ann", {
            let desk = Arc::clone(&desk);
            move || {
                let served = desk.served.lock();
                let ben = cx.spawn("ben", {
                    let desk = Arc::clone(&desk);
                    move || {
                        assert_eq!(desk.called.notify_one(&desk.served.lock()), 1);
                    }
                });
                let served = desk.called.wait(served);
                assert_eq!(*served, 1, "served before ann");
                drop(served);
                cx.join_all([ben]);
            }
        }));
        let mut served = desk.called.wait(served);
        assert_eq!(*served, 0, "served before main");
        *served = 1;
        desk.called.notify_one(&served);
        drop(served);
        cx.join_all(threads);
    }
}

struct Desk<R: Runtime> {
    served: Lock<u32, R>,
    called: Condition<R>,
}
