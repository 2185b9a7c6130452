//! What a lock is held for, and how long everything takes.
//!
//! ```text
//! each worker:   whole-job               printing-only
//!                take the lock           prepare
//!                prepare                 take the lock
//!                print                   print
//!                release it              release it
//! ```
//!
//! Time is counted, not measured. Each worker has a clock of its own; the lock guards the moment
//! since which it is free. Who takes the lock at a time before that moment has waited until then.
//!
//! *Invariant*: with the whole job under the lock, the total is the sum of everybody's times,
//! whatever the order. With only the printing under it, the total is at most the longest
//! preparation and all the printing, and it depends on the order.

use std::sync::Arc;

use runtime::Runtime;
use sync::Lock;

use crate::people::person;
use crate::{Cx, Scenario};

crate::params! {
    /// How much there is to do, in minutes.
    pub struct Sizes {
        /// People who work.
        workers: 3 in models, 8 natively, within 1..=64;
        /// Minutes that the first one prepares. The second one prepares for twice as long, and so
        /// on.
        preparation: 2 in models, 2 natively, within 0..=1_000;
        /// Minutes for which each of them prints.
        printing: 3 in models, 3 natively, within 0..=1_000;
    }
}

/// The lock is held while preparing, too.
#[derive(Debug)]
pub struct WholeJob;

/// The lock is held for the printing alone.
#[derive(Debug)]
pub struct PrintingOnly;

impl Scenario for WholeJob {
    const NAME: &'static str = "granularity/whole-job";
    const STORY: &'static str = "Workers hold the printer's lock while they prepare and print. The \
        total time is the sum of all times, as if there was one worker.";
    const PYTHON: &'static str = include_str!("../python/granularity/whole-job.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let sizes = cx.params;
        let total = work(*cx, move |worker, free_at| {
            let mut free_at = free_at.lock();
            let ready = *free_at + sizes.preparation_of(worker);
            *free_at = ready + sizes.printing;
        });
        assert_eq!(total, sizes.all_preparations() + sizes.all_printing(), "minutes in all");
    }
}

impl Scenario for PrintingOnly {
    const NAME: &'static str = "granularity/printing-only";
    const STORY: &'static str = "Workers prepare side by side and hold the printer's lock only while \
        they print. The total time is at most the longest preparation and all the printing.";
    const PYTHON: &'static str = include_str!("../python/granularity/printing-only.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let sizes = cx.params;
        let total = work(*cx, move |worker, free_at| {
            let ready = sizes.preparation_of(worker);
            let mut free_at = free_at.lock();
            *free_at = ready.max(*free_at) + sizes.printing;
        });
        let longest_preparation = sizes.preparation_of(sizes.workers - 1);
        assert!(total <= longest_preparation + sizes.all_printing());
        assert!(total >= longest_preparation + sizes.printing);
    }
}

/// Lets all workers do their job, which is given the worker's number and the moment since which the
/// printer is free, and returns when the printer is free for good.
fn work<R: Runtime>(
    cx: Cx<R, Sizes>,
    job: impl Fn(u32, &Lock<u32, R>) + Clone + Send + 'static,
) -> u32 {
    let free_at = Arc::new(Lock::<u32, R>::new_in(0).named("printer"));
    let workers = (0..cx.params.workers).map(|worker| {
        let (free_at, job) = (Arc::clone(&free_at), job.clone());
        cx.spawn(person(worker), move || job(worker, &free_at))
    });
    cx.join_all(workers.collect::<Vec<_>>());
    let total = *free_at.lock();
    R::outcome("total", total);
    total
}

impl Sizes {
    fn preparation_of(self, worker: u32) -> u32 {
        (worker + 1) * self.preparation
    }

    fn all_preparations(self) -> u32 {
        (0..self.workers).map(|worker| self.preparation_of(worker)).sum()
    }

    fn all_printing(self) -> u32 {
        self.workers * self.printing
    }
}
