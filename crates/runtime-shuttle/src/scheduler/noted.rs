use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use super::log::Decision;
use super::{Log, VALUES};

/// Writes down what another scheduler decides, so that [`Again`](super::Again) can decide the same.
#[derive(Debug)]
pub struct Noted<S> {
    scheduler: S,
    log: Log,
    /// Whether the log is still that of the execution before: until the next one takes its first step, it may
    /// turn out that there is none.
    is_over: bool,
}

impl<S> Noted<S> {
    /// Decorates `scheduler`; after an execution `log` has its decisions.
    pub fn new(scheduler: S, log: Log) -> Self {
        Self { scheduler, log, is_over: false }
    }
}

impl<S: Scheduler> Scheduler for Noted<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.is_over = true;
        self.scheduler.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let next = self.scheduler.next_task(runnable, current, is_yielding)?;
        let could_go_on = |task: TaskId| !is_yielding && runnable.iter().any(|r| r.id() == task);
        let is_preempted = current.is_some_and(|task| task != next && could_go_on(task));
        let mut log = self.log.open();
        if std::mem::take(&mut self.is_over) {
            // Emptied, not replaced: an execution needs about as much memory as the one before.
            log.made.clear();
            log.preemptions = 0;
        }
        log.made.push(Decision::Task(next.into()));
        log.preemptions += u32::from(is_preempted);
        Some(next)
    }

    fn next_u64(&mut self) -> u64 {
        let value = self.scheduler.next_u64() % VALUES.get().max(1);
        self.log.open().made.push(Decision::Value(value));
        value
    }
}
