//! A task in a pool's queue, of whatever type.

use std::sync::Arc;

use runtime::Runtime;

use crate::core::{Awaited, Core, Home, Outcome, Shared, Told};
use crate::panic::catch;
use crate::staff::Staff;
use crate::{Future, Panic, TaskError};

/// What a task does.
pub(crate) trait Body: Send + 'static {
    type Output: Send + 'static;

    fn run(self) -> Self::Output;
}

/// What only the task of a pool needs: its body, until it runs.
pub(crate) struct Work<B: Body, R: Runtime> {
    body: R::Cell<Option<B>>,
    staff: Arc<Staff<R>>,
}

/// The one who is to run a task: whoever has it runs it, cancels it or gives it up, and nothing in
/// between can panic. Only with a model that is being given up jobs are lost, and then nobody waits.
#[must_use = "somebody may wait for the task"]
pub(crate) struct Job<R: Runtime>(Arc<dyn Run<R>>);

/// A task that a pool can run, without its types.
trait Run<R: Runtime>: Send + Sync {
    fn run(self: Arc<Self>);
    fn cancel(self: Arc<Self>);
    fn give_up(self: Arc<Self>, operation: &'static str);
}

impl<R: Runtime> Job<R> {
    /// Runs it, unless it has been cancelled.
    pub(crate) fn run(self) {
        self.0.run();
    }

    /// Cancels it for good.
    pub(crate) fn cancel(self) {
        self.0.cancel();
    }

    /// Has those who wait for it told that nobody will run it.
    pub(crate) fn give_up(self) {
        self.0.give_up("give_up");
    }
}

/// A task as a job, as a future, and as itself.
pub(crate) struct Task<B: Body, R: Runtime> {
    shared: Arc<Shared<B::Output, R, Work<B, R>>>,
}

impl<B: Body, R: Runtime> Task<B, R> {
    /// One allocation for body, state and result.
    #[track_caller]
    pub(crate) fn new(body: B, staff: &Arc<Staff<R>>) -> Self {
        let home = Work { body: R::cell(Some(body)), staff: Arc::clone(staff) };
        Self { shared: Arc::new(Shared { core: Core::new(None), home }) }
    }

    /// The job; there must be only one of a task.
    pub(crate) fn job(&self) -> Job<R> {
        let job: Arc<Shared<B::Output, R, Work<B, R>>> = Arc::clone(&self.shared);
        Job(job)
    }

    pub(crate) fn into_future(self) -> Future<B::Output, R> {
        Future { shared: self.shared }
    }

    /// The body of a task whose job was not accepted.
    pub(crate) fn into_body(self) -> B {
        self.shared.home.take_body().expect("nobody has run it")
    }
}

impl<B: Body, R: Runtime> Work<B, R> {
    /// Whoever calls this has the job.
    fn take_body(&self) -> Option<B> {
        // SAFETY: only the one who has the job opens the cell, and there is one job. It went from
        // thread to thread through the pool's lock or a worker's desk, or is still where it was made.
        #[allow(unsafe_code)]
        let mut body = unsafe { R::open(&self.body) };
        body.take()
    }

    /// Drops a body that nobody runs. Its panic goes to the hook: whoever waits has still to be told.
    fn discard(&self, body: Option<B>) {
        if let Err(panic) = catch::<R, _>(|| drop(body)) {
            self.staff.report(&panic);
        }
    }
}

impl<B: Body, R: Runtime> Run<R> for Shared<B::Output, R, Work<B, R>> {
    fn run(self: Arc<Self>) {
        let body = self.home.take_body().expect("a job is run once");
        let core = &self.core;
        let told = match R::call(core.word(), "start", || core.claim()) {
            Ok(claim) => {
                let outcome = Outcome::of(catch::<R, _>(|| body.run()));
                R::call(core.word(), "finish", || core.finish(claim, outcome))
            }
            Err(told) => {
                // It was cancelled. What it has taken along goes now, not with the last future.
                self.home.discard(Some(body));
                told
            }
        };
        tell(self, told);
    }

    fn cancel(self: Arc<Self>) {
        let core = &self.core;
        let (_, told) = R::call(core.word(), "cancel", || core.cancel());
        tell(Arc::clone(&self), told);
        self.give_up("notify_cancel");
    }

    fn give_up(self: Arc<Self>, operation: &'static str) {
        self.home.discard(self.home.take_body());
        let core = &self.core;
        let give_up = || match core.claim() {
            Ok(claim) => core.finish(claim, Outcome::Broken),
            Err(told) => told,
        };
        let told = R::call(core.word(), operation, give_up);
        tell(self, told);
    }
}

fn tell<B: Body, R: Runtime>(
    shared: Arc<Shared<B::Output, R, Work<B, R>>>,
    told: Told<B::Output, R>,
) {
    if !told.is_nobody() {
        Future { shared }.tell(told);
    }
}

impl<B: Body, R: Runtime> Home<R> for Work<B, R> {
    fn report(&self, panic: &Panic) {
        self.staff.report(panic);
    }

    fn blocks(&self, awaited: &dyn Fn() -> Box<dyn Awaited>) -> Result<bool, TaskError> {
        if self.staff.is_member() { self.staff.blocks(awaited()) } else { Ok(false) }
    }

    fn unblocks(&self) {
        self.staff.unblocks();
    }
}
