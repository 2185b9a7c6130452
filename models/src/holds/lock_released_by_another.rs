//! Any thread may release a raw lock, and hands on what happened before.
//!
//! ```text
//! main:  acquire;  start ann and ben
//! ann:   write a plain variable;  release
//! ben:   acquire;  read the variable;  release
//! ```
//!
//! *Invariant*: ben reads what ann wrote, although it was main that acquired.
//!
//! loom: all 2,648 executions. Shuttle: all 26,165.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::RawLock;

/// One thread acquires a [`RawLock`], and another one releases it.
#[derive(Debug)]
pub struct LockReleasedByAnother;

impl Scenario for LockReleasedByAnother {
    const NAME: &'static str = "lock/released-by-another";
    const STORY: &'static str = "A thread releases the lock that another one acquired, and a third \
        one that waited for it sees what the first did before.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let lock = RawLock::<R>::new_in().named("lock");
        lock.acquire();
        let letter = R::Shared::new(0_u32).named("letter");
        let desk = Arc::new((lock, letter));
        let threads = [
            cx.spawn("ann", {
                let desk = Arc::clone(&desk);
                move || {
                    desk.1.set(1);
                    desk.0.release().expect("main holds it");
                }
            }),
            cx.spawn("ben", move || {
                desk.0.acquire();
                assert_eq!(desk.1.get(), 1);
                desk.0.release().expect("ben holds it");
            }),
        ];
        cx.join_all(threads);
    }
}
