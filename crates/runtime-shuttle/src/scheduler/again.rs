use std::collections::VecDeque;

use runtime_model::census;
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use super::Decisions;
use super::log::Decision;

/// Decides once more what was decided before, in one execution.
#[derive(Debug)]
pub struct Again {
    decisions: VecDeque<Decision>,
    /// What to do about a task that cannot go on when it is its turn.
    otherwise: Otherwise,
    has_begun: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Otherwise {
    /// Stop: the program has changed.
    Stop,
    /// Leave the turn out: nobody has seen these decisions work.
    Skip,
}

impl Again {
    /// Decides exactly this, and stops where it cannot be done.
    pub fn exactly(decisions: Decisions) -> Self {
        Self::new(decisions, Otherwise::Stop)
    }

    /// Decides about this: turns that a task cannot take are left out. Afterwards whoever runs goes on for as
    /// long as it can.
    pub fn roughly(decisions: Decisions) -> Self {
        Self::new(decisions, Otherwise::Skip)
    }

    fn new(decisions: Decisions, otherwise: Otherwise) -> Self {
        Self { decisions: decisions.made.into(), otherwise, has_begun: false }
    }
}

impl Scheduler for Again {
    fn new_execution(&mut self) -> Option<Schedule> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        is_first.then(|| Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        _: bool,
    ) -> Option<TaskId> {
        let next = self.next(runnable, current);
        if next.is_none() {
            // What is torn down now must leave the model alone.
            census::abandon();
        }
        next
    }

    fn next_u64(&mut self) -> u64 {
        if let Some(Decision::Value(value)) = self.decisions.front().copied() {
            self.decisions.pop_front();
            return value;
        }
        if self.otherwise == Otherwise::Stop {
            // It chose nothing here: it is another program, and stops where it can be stopped.
            self.decisions.clear();
        }
        0
    }
}

impl Again {
    fn next(&mut self, runnable: &[&Task], current: Option<TaskId>) -> Option<TaskId> {
        let find = |wanted: usize| {
            let mut tasks = runnable.iter().map(|task| task.id());
            tasks.find(|task| usize::from(*task) == wanted)
        };
        loop {
            match (self.decisions.pop_front(), self.otherwise) {
                (Some(Decision::Task(task)), Otherwise::Stop) => return find(task),
                // It chose something here, and does not any more.
                (Some(Decision::Value(_)) | None, Otherwise::Stop) => return None,
                (Some(Decision::Task(task)), Otherwise::Skip) => {
                    if let Some(task) = find(task) {
                        return Some(task);
                    }
                }
                (Some(Decision::Value(_)), Otherwise::Skip) => {}
                (None, Otherwise::Skip) => {
                    let goes_on = current.and_then(|task| find(task.into()));
                    return goes_on.or_else(|| runnable.first().map(|task| task.id()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(decisions: &str, again: fn(Decisions) -> Again) -> Again {
        again(decisions.parse().expect("decisions"))
    }

    /// A program that chooses where none chose before is another one.
    #[test]
    fn a_choice_that_was_not_recorded_is_the_end() {
        let mut again = of("t0*2 v3 t1*1", Again::exactly);
        assert_eq!(again.next_u64(), 0);
        assert!(again.next(&[], None).is_none() && again.decisions.is_empty());
        let mut again = of("v3 t1*1", Again::exactly);
        assert_eq!((again.next_u64(), again.decisions.len()), (3, 1));
        // Where nobody has seen the decisions work, it is one more to be made.
        let mut again = of("t0*2", Again::roughly);
        assert_eq!((again.next_u64(), again.decisions.len()), (0, 2));
    }
}
