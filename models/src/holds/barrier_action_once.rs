//! The action runs once a cycle, after all have arrived and before any leaves.
//!
//! ```text
//! the action:  read both letters;  write how often it ran
//! each of 2:   twice: write a letter;  wait;  how often did the action run?
//! ```
//!
//! The letters and the number are plain variables.
//!
//! *Invariant*: no two accesses race, the action finds the letters of this cycle, and after the
//! n-th cycle it has run n times.
//!
//! loom: 8,223 executions with at most 3 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use scenarios::{Cx, NoParams, Scenario};
use sync::Barrier;

/// Two threads meet twice at a [`Barrier`] with an action.
#[derive(Debug)]
pub struct BarrierActionOnce;

impl Scenario for BarrierActionOnce {
    const NAME: &'static str = "barrier/action-once";
    const STORY: &'static str = "Two threads meet twice at a barrier with an action. It sees what \
        both did before, both see what it did, and it runs once a meeting.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        meet_with_action(cx, 2);
    }
}

/// Two threads meet so many times.
fn meet_with_action<R: Runtime>(cx: &Cx<R, NoParams>, cycles: u32) {
    let post = Arc::new(Post::<R> {
        letters: ["letter of main", "letter of ann"].map(|name| R::Shared::new(0).named(name)),
        runs: R::Shared::new(0).named("runs"),
    });
    let barrier = Arc::new(Barrier::<R>::new_in(2).named("barrier").with_action({
        let post = Arc::clone(&post);
        move || {
            let cycle = post.runs.get() + 1;
            assert_eq!(post.letters.each_ref().map(Shared::get), [cycle; 2]);
            post.runs.set(cycle);
            Ok(())
        }
    }));
    let meet = move |barrier: &Barrier<R>, post: &Post<R>, me: usize| {
        for cycle in 1..=cycles {
            post.letters[me].set(cycle);
            barrier.wait().expect("nobody gives up");
            assert_eq!(post.runs.get(), cycle);
        }
    };
    let other = cx.spawn("ann", {
        let (barrier, post) = (Arc::clone(&barrier), Arc::clone(&post));
        move || meet(&barrier, &post, 1)
    });
    meet(&barrier, &post, 0);
    cx.join_all([other]);
}

struct Post<R: Runtime> {
    letters: [R::Shared<u32>; 2],
    /// How often the action ran.
    runs: R::Shared<u32>,
}
