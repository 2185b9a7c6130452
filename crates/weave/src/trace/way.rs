//! The cheapest way to an execution, for whoever wants to see one of each kind.

use super::order::Relations;
use super::preemptions::{Bounds, Outcome, Scheduler};
use super::{Interleaving, Situation};
use crate::exploration::Leaf;
use crate::graph::ThreadIndex;
use crate::unit::Route;

/// A way to an execution, and what it costs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Way {
    /// How often a thread is left that could go on: no other way has fewer, unless there were too many to
    /// look at.
    pub preemptions: u32,
    /// How many events it has.
    pub events: usize,
    /// The way.
    pub route: Route,
}

/// States to look at for a way. With more, the search leaves out what it can.
const STATES: usize = 50_000;

impl Leaf<'_> {
    /// The way to this execution with the fewest preemptions, if it is cheaper than one with so many
    /// preemptions and events as `known`; the way to a failure ends there.
    ///
    /// `None` for a run that is no execution. Takes a search of its own, which is short if what is known is
    /// cheap.
    pub fn way(&self, known: Option<(u32, usize)>) -> Option<Way> {
        let engine = self.engine.0;
        let graph = self.graph;
        let goal = self.failure.and_then(|kind| engine.goal(kind));
        let unfinished = engine.unfinished();
        let situation = Situation::new(graph, &unfinished);
        let is_part = goal.is_some();
        let goal = goal.unwrap_or_else(|| situation.everything());
        let shortest = goal.iter().map(|(_, count)| *count as usize).sum::<usize>();
        let bound = match known {
            // As many events at least, so it would need fewer preemptions.
            Some((preemptions, events)) if shortest >= events => preemptions.checked_sub(1)?,
            Some((preemptions, _)) => preemptions,
            None => u32::MAX,
        };
        let bounds = Bounds { preemptions: bound, states: STATES, fewest_steps: is_part };
        let mut scheduler = Scheduler::default();
        let mut outcome = scheduler.search(&situation, Relations::All, &goal, bounds);
        if outcome == Outcome::Impossible {
            outcome = scheduler.search(&situation, Relations::Causal, &goal, bounds);
        }
        let (order, preemptions): (Vec<ThreadIndex>, u32) = match outcome {
            Outcome::Found { preemptions } => {
                let path = scheduler.path(&situation).into_iter();
                (path.map(|event| graph.event(event).thread).collect(), preemptions)
            }
            Outcome::Beyond => return None,
            Outcome::Impossible | Outcome::GaveUp => {
                let told = Interleaving::of(&situation, &engine.objects(), &goal);
                let steps = told.steps.iter().map(|step| step.thread);
                (steps.collect(), told.preemptions())
            }
        };
        let events = order.len();
        if known.is_some_and(|known| (preemptions, events) >= known) {
            return None;
        }
        let route = Route::along(graph.clone(), engine.names().clone(), order);
        Some(Way { preemptions, events, route })
    }
}
