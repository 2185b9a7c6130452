use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use runtime_model::census;
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

/// Stops the execution, and then the search, once the execution is abandoned.
///
/// `go_on` is asked before each further execution.
#[derive(Debug)]
pub struct Stoppable<S, F> {
    scheduler: S,
    go_on: F,
    exhausted: Arc<AtomicBool>,
}

impl<S, F> Stoppable<S, F> {
    /// Decorates `scheduler`; `exhausted` becomes true when it has nothing left to try.
    pub fn new(scheduler: S, go_on: F, exhausted: Arc<AtomicBool>) -> Self {
        Self { scheduler, go_on, exhausted }
    }
}

impl<S: Scheduler, F: FnMut() -> bool> Scheduler for Stoppable<S, F> {
    fn new_execution(&mut self) -> Option<Schedule> {
        if has_failed() {
            return None;
        }
        census::forget();
        let schedule = self.scheduler.new_execution();
        self.exhausted.store(schedule.is_none(), Relaxed);
        schedule.filter(|_| (self.go_on)())
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        if has_failed() {
            return None;
        }
        if census::is_over() {
            // In which order daemons unwind makes no difference.
            return runnable.first().map(|task| task.id());
        }
        self.scheduler.next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler.next_u64()
    }
}

fn has_failed() -> bool {
    census::is_abandoned() && !census::is_over()
}
