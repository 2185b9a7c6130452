//! Which runs are within a preemption bound.

use super::order::Relations;
use super::preemptions::{Bounds, Outcome, Scheduler};
use super::{Situation, Unfinished};
use crate::graph::{Graph, ThreadIndex};

/// Whether the threads can come as far as `goal` says with at most so many preemptions: in an
/// interleaving, or if weak memory is needed, in an order in which reads may find older values.
///
/// There is no limit on states: a count that has to be exact cannot give up.
pub(crate) fn is_within(
    scheduler: &mut Scheduler,
    graph: &Graph,
    unfinished: &[Unfinished],
    goal: Option<&[(ThreadIndex, u32)]>,
    preemptions: u32,
) -> bool {
    let situation = Situation::new(graph, unfinished);
    let everything = if goal.is_none() { situation.everything() } else { Vec::new() };
    let goal = goal.unwrap_or(&everything);
    let bounds = Bounds { preemptions, ..Bounds::default() };
    let found = |outcome| matches!(outcome, Outcome::Found { .. });
    match scheduler.search(&situation, Relations::All, goal, bounds) {
        Outcome::Impossible => found(scheduler.search(&situation, Relations::Causal, goal, bounds)),
        outcome => found(outcome),
    }
}
