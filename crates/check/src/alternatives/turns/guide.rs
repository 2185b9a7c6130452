//! The scheduler of a run.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runtime_model::census;
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use super::{Thread, Turns};

/// Asks [`Turns`] whose turn it is.
pub(in crate::alternatives) struct Guide {
    turns: Arc<Mutex<Turns>>,
    has_begun: bool,
}

impl Guide {
    pub(in crate::alternatives) fn new(turns: Arc<Mutex<Turns>>) -> Self {
        Self { turns, has_begun: false }
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scheduler for Guide {
    fn new_execution(&mut self) -> Option<Schedule> {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        (!has_begun).then(|| Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        _: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        if census::is_over() {
            return runnable.first().map(|task| task.id());
        }
        if census::is_abandoned() {
            return None;
        }
        let number = |task: &&Task| Thread::try_from(usize::from(task.id())).ok();
        let threads: Vec<Thread> = runnable.iter().filter_map(number).collect();
        let mut turns = self.turns();
        let recording = turns.recording.clone();
        let next = recording.look(|trace| turns.next(trace, &threads, is_yielding));
        if next.is_none() {
            // What is torn down now must leave the model alone.
            census::abandon();
        }
        next.and_then(|next| {
            let mut tasks = runnable.iter().map(|task| task.id());
            tasks.find(|task| usize::from(*task) == next as usize)
        })
    }

    fn next_u64(&mut self) -> u64 {
        self.turns().value(runtime_shuttle::scheduler::values())
    }
}
