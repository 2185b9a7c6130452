//! What has to come before what in an interleaving of a graph.

use std::collections::HashMap;

use super::key::{Act, EventId, EventKey, GraphKey};
use crate::program::{Kind, Program};

/// What has to come before what. Where an execution is, is how many events each thread has done.
pub(super) struct Orders<'g> {
    program: &'g Program,
    graph: &'g GraphKey,
    /// For each event, what comes directly before it in another thread.
    before: Vec<Vec<Vec<EventId>>>,
}

impl<'g> Orders<'g> {
    pub(super) fn of(program: &'g Program, graph: &'g GraphKey) -> Self {
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
        let mut reads: HashMap<_, Vec<EventId>> = HashMap::new();
        for id in self.ids() {
            let EventKey { location, reads_from, value_read, .. } = self.graph.event(id);
            if let (Some(location), Some(_)) = (location, value_read) {
                reads.entry((*location, *reads_from)).or_default().push(id);
            }
        }
        for (location, writes) in &self.graph.modification_order {
            for (place, &write) in writes.iter().enumerate() {
                let previous = place.checked_sub(1).map(|place| writes[place]);
                let reads = reads.get(&(*location, previous)).into_iter().flatten().copied();
                for before in previous.into_iter().chain(reads).filter(|&event| event != write) {
                    self.add(before, write);
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

    /// Whether that is all.
    pub(super) fn is_finished(&self, done: &[usize]) -> bool {
        (0..done.len()).all(|thread| self.has_ended(done, thread))
    }

    fn has_ended(&self, done: &[usize], thread: usize) -> bool {
        done[thread] == self.graph.threads[thread].len()
    }

    /// Whether the next event of a thread may come now.
    pub(super) fn is_next(&self, done: &[usize], thread: usize) -> bool {
        let before = self.before[thread].get(done[thread]);
        before.is_some_and(|before| before.iter().all(|&event| has(done, event)))
    }

    /// Whether the next event of a thread may come now, and whether others can go on does not depend
    /// on it: it is not at a mutex, and not the last one of its thread.
    pub(super) fn can_be_put_first(&self, done: &[usize], thread: usize) -> bool {
        let is_mutex = |location| self.program.kind(location) == Kind::Mutex;
        let is_last = done[thread] + 1 >= self.graph.threads[thread].len();
        let next = self.graph.threads[thread].get(done[thread]);
        let is_quiet = next.is_some_and(|next| !next.location.is_some_and(is_mutex));
        is_quiet && !is_last && self.is_next(done, thread)
    }

    /// Whether a thread could do something now, whatever came of it.
    pub(super) fn is_enabled(&self, done: &[usize], thread: usize) -> bool {
        let Some(next) = self.graph.threads[thread].get(done[thread]) else { return false };
        match (next.act, next.location) {
            (Act::Lock, Some(mutex)) => {
                let writes = self.graph.modification_order.get(&mutex);
                let done =
                    writes.and_then(|writes| writes.iter().rfind(|&&write| has(done, write)));
                let value = done.and_then(|&write| self.graph.event(write).value_written);
                value.unwrap_or_else(|| self.program.initial(mutex)) == 0
            }
            (Act::Join(joined), _) => self.has_ended(done, joined),
            _ => true,
        }
    }
}

fn has(done: &[usize], event: EventId) -> bool {
    done[event.thread] > event.index
}
