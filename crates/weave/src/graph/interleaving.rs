//! From a graph to an order in which its threads could have taken turns.

use super::{EventId, Graph, Op, ThreadIndex};

impl Graph {
    /// An interleaving: an order of all events in which every read finds the newest write, as the
    /// thread of each. `None` if there is none: memory was weak.
    ///
    /// A thread goes on as long as it can; that makes few switches, if not the fewest. O(n·(t + a))
    /// for n events, t threads and a accesses a location.
    pub fn interleaving(&self) -> Option<Vec<ThreadIndex>> {
        let mut position = vec![0_usize; self.thread_count()];
        let mut order = Vec::with_capacity(self.len());
        let mut last = 0;
        while order.len() < self.len() {
            let threads = std::iter::once(last).chain(0..position.len());
            let next = threads.into_iter().find(|&thread| self.can_step(thread, &position))?;
            position[next] += 1;
            last = next;
            order.push(thread_index(next));
        }
        Some(order)
    }

    /// The threads of all events in the order of the arena, which extends porf.
    pub fn order_of_making(&self) -> Vec<ThreadIndex> {
        self.events().map(|(_, event)| event.thread).collect()
    }

    /// Whether everything that an interleaving has before the next event of `thread` is done.
    fn can_step(&self, thread: usize, position: &[usize]) -> bool {
        let Some(&id) = self.of_thread(thread_index(thread)).get(position[thread]) else {
            return false;
        };
        let is_done = |id: EventId| {
            if !id.is_event() {
                return true;
            }
            let event = self.event(id);
            (event.index as usize) < position[event.thread as usize]
        };
        let event = self.event(id);
        let before = match event.request.op {
            Op::Join(child) => self.of_thread(child).last().copied().unwrap_or(EventId::NONE),
            _ => EventId::NONE,
        };
        let started = event.index > 0 || is_done(self.spawn_of(event.thread));
        let overwrites_the_read = || {
            let overwritten = event.mo_previous;
            let readers = self.accesses(event.request.location).filter(|&access| {
                let reader = self.event(access);
                access != id && reader.is_read() && reader.rf == overwritten
            });
            is_done(overwritten) && readers.into_iter().all(is_done)
        };
        let others_stand = || {
            let mut others = (0..).zip(self.prefix_of(event).iter().zip(position));
            others.all(|(other, (&known, &done))| other == event.thread || known as usize <= done)
        };
        started
            && (!event.is_last_resort() || others_stand())
            && is_done(event.rf)
            && is_done(before)
            && (!event.is_write() || overwrites_the_read())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "threads are numbered by u32")]
fn thread_index(index: usize) -> ThreadIndex {
    index as ThreadIndex
}
