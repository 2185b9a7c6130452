//! Whoever waits for several futures is told of each, while others come and go.
//!
//! ```text
//! ann:   wait for the future
//! ben:   the result is 7
//! main:  wait for the future, but not for long
//! ```
//!
//! *Invariant*: ann's wait returns, with the future done, whether or not main has given up and taken
//! itself off the list just then.
//!
//! loom: 6,796 executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use pool::{Future, Promise, ReturnWhen, wait_until};
use runtime::{Deadline, Runtime};
use scenarios::{Cx, NoParams, Scenario};

/// Two threads [`wait`](pool::wait()) for a [`Future`], and one of them gives up at some time.
#[derive(Debug)]
pub struct FutureTwoWaits;

impl Scenario for FutureTwoWaits {
    const NAME: &'static str = "future/two-waits";
    const STORY: &'static str = "Two threads wait for the same future, and one of them gives up at \
        some time. The other one is told when it finishes.";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        two_waits::<R, Kept<R>>(cx, cx.soon());
    }
}

/// A future that any number of threads can wait for.
pub(crate) trait Awaitable<R: Runtime>: Clone + Sync + Send + 'static {
    type Bringer: FnOnce() + Send;

    fn new() -> (Self::Bringer, Self);

    /// Waits for the end; false if the deadline passed first.
    fn wait(&self, deadline: Deadline) -> bool;
}

#[derive(Clone)]
struct Kept<R: Runtime>(Future<u32, R>);

impl<R: Runtime> Awaitable<R> for Kept<R> {
    type Bringer = Box<dyn FnOnce() + Send>;

    fn new() -> (Self::Bringer, Self) {
        let promise = Promise::<u32, R>::named_in("sum");
        let future = promise.future();
        (Box::new(move || promise.set_result(7).expect("nobody cancels it")), Self(future))
    }

    fn wait(&self, deadline: Deadline) -> bool {
        wait_until([&self.0], ReturnWhen::AllCompleted, deadline).not_done.is_empty()
    }
}

pub(crate) fn two_waits<R: Runtime, A: Awaitable<R>>(cx: &Cx<R, NoParams>, deadline: Deadline) {
    let (bring, future) = A::new();
    let threads = [
        cx.spawn("ann", {
            let future = future.clone();
            move || assert!(future.wait(Deadline::NEVER))
        }),
        cx.spawn("ben", bring),
    ];
    R::outcome("main was in time", future.wait(deadline));
    cx.join_all(threads);
}
