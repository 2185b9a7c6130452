use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use super::VALUES;

/// Tries every schedule and every choice, depth first.
///
/// Shuttle's own depth-first scheduler answers every request for data with the same
/// numbers. Here schedules and data are decisions of one tree.
#[derive(Debug, Default)]
pub struct Everything {
    /// The decisions of the current execution: which alternative, of how many.
    path: Vec<(usize, usize)>,
    /// How many of them have been taken.
    depth: usize,
    started: bool,
}

impl Everything {
    fn decide(&mut self, alternatives: usize) -> usize {
        if self.depth == self.path.len() {
            self.path.push((0, alternatives));
        }
        let (chosen, of) = self.path[self.depth];
        assert!(of == alternatives, "the program does not depend on its schedule alone");
        self.depth += 1;
        chosen
    }

    /// Moves on to the next path; false if there is none.
    fn advance(&mut self) -> bool {
        while let Some((chosen, of)) = self.path.pop() {
            if chosen + 1 < of {
                self.path.push((chosen + 1, of));
                return true;
            }
        }
        false
    }
}

impl Scheduler for Everything {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.started && !self.advance() {
            return None;
        }
        self.started = true;
        self.depth = 0;
        Some(Schedule::new(0))
    }

    fn next_task(&mut self, runnable: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        let chosen = self.decide(runnable.len());
        Some(runnable[chosen].id())
    }

    fn next_u64(&mut self) -> u64 {
        let values = usize::try_from(VALUES.get()).expect("a choice has few values");
        self.decide(values) as u64
    }
}
