//! How often threads have to be interrupted for an execution to come about.

use std::collections::{HashMap, VecDeque};

use super::key::{Act, EventId, EventKey, GraphKey};
use crate::program::Program;

/// The fewest preemptions with which the events of a graph can come one after the other, such that
/// each read reads the last write before it. None if there is no such order: then the execution is
/// not sequentially consistent. None, too, if more than `states_max` states had to be looked at.
///
/// It is a preemption if another thread goes on although this one could: it has not ended, and
/// does not wait for a mutex that is taken, or for a thread that has not ended.
///
/// Takes time in proportion to the number of states, of which there are at most as many as subsets
/// of events that are closed under what has to come before.
pub fn fewest_preemptions(program: &Program, graph: &GraphKey, states_max: usize) -> Option<u32> {
    let orders = Orders::of(program, graph);
    let mut costs = HashMap::new();
    let start = State { done: vec![0; graph.threads.len()].into(), running: None };
    // States by their costs, which differ by at most one in the queue.
    let mut queue = VecDeque::from([(0, start.clone())]);
    costs.insert(start, 0);
    while let Some((cost, state)) = queue.pop_front() {
        if costs[&state] < cost {
            continue;
        }
        if orders.is_finished(&state) {
            return Some(cost);
        }
        if costs.len() > states_max {
            return None;
        }
        let could_go_on = state.running.is_some_and(|thread| orders.is_enabled(&state, thread));
        for thread in (0..state.done.len()).filter(|&thread| orders.is_next(&state, thread)) {
            let is_preemption = could_go_on && state.running != Some(thread);
            let cost = cost + u32::from(is_preemption);
            let next = state.with(thread);
            if costs.get(&next).is_some_and(|&known| known <= cost) {
                continue;
            }
            costs.insert(next.clone(), cost);
            if is_preemption {
                queue.push_back((cost, next));
            } else {
                queue.push_front((cost, next));
            }
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

impl State {
    fn has(&self, event: EventId) -> bool {
        self.done[event.thread] > event.index
    }

    fn with(&self, thread: usize) -> Self {
        let mut done = self.done.clone();
        done[thread] += 1;
        Self { done, running: Some(thread) }
    }
}

/// What has to come before what.
struct Orders<'g> {
    program: &'g Program,
    graph: &'g GraphKey,
    /// For each event, what comes directly before it in another thread.
    before: Vec<Vec<Vec<EventId>>>,
}

impl<'g> Orders<'g> {
    fn of(program: &'g Program, graph: &'g GraphKey) -> Self {
        let before =
            graph.threads.iter().map(|events| vec![Vec::new(); events.len()]).collect::<Vec<_>>();
        let mut orders = Self { program, graph, before };
        for (thread, events) in graph.threads.iter().enumerate() {
            for (index, event) in events.iter().enumerate() {
                let id = EventId { thread, index };
                event.reads_from.into_iter().for_each(|source| orders.add(source, id));
                match event.act {
                    Act::Start(started) if !graph.threads[started].is_empty() => {
                        orders.add(id, EventId { thread: started, index: 0 });
                    }
                    Act::Join(joined) => orders.add_join(joined, id),
                    _ => {}
                }
            }
        }
        orders.add_modification_orders();
        orders
    }

    fn add(&mut self, first: EventId, second: EventId) {
        self.before[second.thread][second.index].push(first);
    }

    /// All of a thread, or at least its start, comes before who joins it.
    fn add_join(&mut self, joined: usize, join: EventId) {
        let start = self.ids().find(|&id| self.graph.event(id).act == Act::Start(joined));
        let last = self.graph.threads[joined].len().checked_sub(1);
        let last = last.map(|index| EventId { thread: joined, index });
        last.or(start).into_iter().for_each(|event| self.add(event, join));
    }

    /// Each write comes after the one before it, and after all reads of that.
    fn add_modification_orders(&mut self) {
        for (location, writes) in &self.graph.modification_order {
            for (place, &write) in writes.iter().enumerate() {
                let previous = place.checked_sub(1).map(|place| writes[place]);
                if let Some(previous) = previous {
                    self.add(previous, write);
                }
                let is_of_previous = |event: &EventKey| {
                    event.location == Some(*location)
                        && event.value_read.is_some()
                        && event.reads_from == previous
                };
                let reads: Vec<EventId> = self
                    .ids()
                    .filter(|&id| id != write && is_of_previous(self.graph.event(id)))
                    .collect();
                for read in reads {
                    self.add(read, write);
                }
            }
        }
    }

    fn ids(&self) -> impl Iterator<Item = EventId> + use<'g> {
        let threads = self.graph.threads.iter().enumerate();
        threads.flat_map(|(thread, events)| {
            (0..events.len()).map(move |index| EventId { thread, index })
        })
    }

    fn is_finished(&self, state: &State) -> bool {
        (0..state.done.len()).all(|thread| self.has_ended(state, thread))
    }

    fn has_ended(&self, state: &State, thread: usize) -> bool {
        state.done[thread] == self.graph.threads[thread].len()
    }

    /// Whether the next event of a thread may come now.
    fn is_next(&self, state: &State, thread: usize) -> bool {
        let before = self.before[thread].get(state.done[thread]);
        before.is_some_and(|before| before.iter().all(|&event| state.has(event)))
    }

    /// Whether a thread could do something now, whatever came of it.
    fn is_enabled(&self, state: &State, thread: usize) -> bool {
        let Some(next) = self.graph.threads[thread].get(state.done[thread]) else { return false };
        match (next.act, next.location) {
            (Act::Lock, Some(mutex)) => {
                let writes = self.graph.modification_order.get(&mutex);
                let done =
                    writes.and_then(|writes| writes.iter().rfind(|&&write| state.has(write)));
                let value = done.and_then(|&write| self.graph.event(write).value_written);
                value.unwrap_or_else(|| self.program.initial(mutex)) == 0
            }
            (Act::Join(joined), _) => self.has_ended(state, joined),
            _ => true,
        }
    }
}
