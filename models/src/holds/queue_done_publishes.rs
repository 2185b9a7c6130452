//! Whoever finds that nothing is unfinished sees what was done for the tasks.
//!
//! ```text
//! a task was put
//! main:  write a plain variable;  task_done
//! ann:   how many are unfinished;  if none, read the variable
//! ```
//!
//! *Invariant*: ann reads what main wrote. That is so without any fence, since nobody sleeps.
//!
//! Weave: both executions. loom: all 17 executions. Shuttle: all 799.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::JoinableQueue;

/// A thread marks a task of a [`JoinableQueue`], and another one looks whether it did.
#[derive(Debug)]
pub struct QueueDonePublishes;

impl Scenario for QueueDonePublishes {
    const NAME: &'static str = "queue/done-publishes";
    const STORY: &'static str = "A thread bakes a cake and says that the task is done. Another one looks \
        whether it is, and if so takes the cake.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let queue = JoinableQueue::<u32, R>::new_in().named("queue");
        let shared = Arc::new((queue, R::Shared::new(0_u32).named("cake")));
        let (queue, cake) = &*shared;
        queue.put(1).expect("nobody shuts the queue down");
        let guest = cx.spawn("ann", {
            let shared = Arc::clone(&shared);
            move || {
                let (queue, cake) = &*shared;
                let unfinished = queue.unfinished();
                if unfinished == 0 {
                    assert_eq!(cake.get(), 1);
                }
                R::outcome("unfinished", unfinished);
            }
        });
        cake.set(1);
        queue.task_done().expect("there is a task");
        cx.join_all([guest]);
    }
}
