//! How often threads have to be interrupted for an execution to come about.

use std::collections::HashMap;

use super::key::{EventId, GraphKey};
use super::orders::Orders;
use crate::program::Program;

/// An order in which the events of an execution can come, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interleaving {
    /// How often another thread goes on although the one before could.
    pub preemptions: u32,
    /// The events.
    pub order: Vec<EventId>,
}

/// The fewest preemptions of any [`interleaving`].
pub fn fewest_preemptions(program: &Program, graph: &GraphKey, states_max: usize) -> Option<u32> {
    interleaving(program, graph, states_max).map(|interleaving| interleaving.preemptions)
}

/// An order of the events of a graph in which each read reads the last write before it, with as few
/// preemptions as can be. None if there is none: then the execution is not sequentially consistent.
/// None, too, if more than `states_max` states had to be looked at.
///
/// It is a preemption if another thread goes on although this one could: it has not ended, and
/// does not wait for a mutex that is taken, or for a thread that has not ended.
///
/// Nobody is interrupted right before an event that changes nothing for whether others could go on:
/// wherever that is done, it can be done right behind the event as well.
///
/// Takes time and memory in proportion to the number of states: at most the number of sets of events
/// that are closed under what has to come before, times that of threads.
pub fn interleaving(
    program: &Program,
    graph: &GraphKey,
    states_max: usize,
) -> Option<Interleaving> {
    let orders = Orders::of(program, graph);
    let start = State { done: vec![0; graph.threads.len()].into(), running: None };
    let mut reached = HashMap::from([(start.clone(), Reached { preemptions: 0, running: None })]);
    // The states with so many preemptions, and those with one more.
    let (mut stack, mut next_stack) = (vec![start], Vec::new());
    for preemptions in 0.. {
        while let Some(state) = stack.pop() {
            if reached[&state].preemptions < preemptions {
                continue;
            }
            if orders.is_finished(&state.done) {
                return Some(Interleaving { preemptions, order: state.order(&reached) });
            }
            let could_go_on = state.running.is_some_and(|it| orders.is_enabled(&state.done, it));
            let goes_on = state.running.filter(|&it| orders.can_be_put_first(&state.done, it));
            for thread in (0..state.done.len()).filter(|&it| orders.is_next(&state.done, it)) {
                if goes_on.is_some_and(|it| it != thread) {
                    continue;
                }
                let is_preemption = could_go_on && state.running != Some(thread);
                let preemptions = preemptions + u32::from(is_preemption);
                let next = state.with(thread);
                if reached.get(&next).is_some_and(|known| known.preemptions <= preemptions) {
                    continue;
                }
                reached.insert(next.clone(), Reached { preemptions, running: state.running });
                if is_preemption { &mut next_stack } else { &mut stack }.push(next);
            }
            if reached.len() > states_max {
                return None;
            }
        }
        std::mem::swap(&mut stack, &mut next_stack);
        if stack.is_empty() {
            break;
        }
    }
    None
}

/// How many events each thread has done, and which did the last one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    done: Box<[usize]>,
    running: Option<usize>,
}

/// How a state was reached.
struct Reached {
    preemptions: u32,
    /// Which thread did the event before the last one.
    running: Option<usize>,
}

impl State {
    fn with(&self, thread: usize) -> Self {
        let mut done = self.done.clone();
        done[thread] += 1;
        Self { done, running: Some(thread) }
    }

    /// The events that led here.
    fn order(mut self, reached: &HashMap<Self, Reached>) -> Vec<EventId> {
        let mut order = Vec::new();
        while let Some(thread) = self.running {
            let running = reached[&self].running;
            self.done[thread] -= 1;
            order.push(EventId { thread, index: self.done[thread] });
            self.running = running;
        }
        order.reverse();
        order
    }
}
