//! Which writes a thread may still read, or put a write of its own behind.

use super::{EventId, Graph, LocationIndex, Op, Row, ThreadIndex};
use crate::weakened::{Rule, lacks};

impl Graph {
    /// The writes of `location` in modification order into `out`, from the *floor* of `thread`: the
    /// newest one that happens before the thread's next event, or is read by something that does.
    /// Taking an older one would contradict coherence (`hb ; eco` irreflexive).
    pub(crate) fn coherent_writes(
        &self,
        thread: ThreadIndex,
        location: LocationIndex,
        out: &mut Vec<EventId>,
    ) {
        let floor = self.floor(thread, location);
        out.clear();
        let mut write = self.mo_last(location);
        loop {
            out.push(write);
            if self.label(write) <= floor {
                break;
            }
            write = self.event(write).mo_previous;
        }
        out.reverse();
    }

    /// Whether the next event of `thread` may read from `write`.
    pub(crate) fn may_read(
        &self,
        thread: ThreadIndex,
        location: LocationIndex,
        write: EventId,
    ) -> bool {
        self.label(write) >= self.floor(thread, location)
    }

    /// The label of the floor.
    fn floor(&self, thread: ThreadIndex, location: LocationIndex) -> u32 {
        let base = self.base(thread);
        if !base.is_event() || lacks(Rule::CoherenceFloor) {
            return 0;
        }
        let floor = self.floor_of(base, location);
        let request = &self.event(base).request;
        if request.op == Op::QueueLock
            && request.location != location
            && !lacks(Rule::QueueKnowledge)
        {
            return floor.max(self.floor_of_users(base, location));
        }
        floor
    }

    /// What those who used a queue before `locked` knew of `location`: see [`Op::QueueLock`].
    fn floor_of_users(&self, locked: EventId, location: LocationIndex) -> u32 {
        let queue = self.event(locked).request.location;
        let users = self.writes(queue).take_while(|&user| user != locked);
        users.map(|user| self.floor_of(user, location)).max().unwrap_or(0)
    }

    /// The label of the newest write of `location` that is known when `base` has happened.
    fn floor_of(&self, base: EventId, location: LocationIndex) -> u32 {
        let chain = self.is_chain(location);
        let view = self.clocks.row(base.at(), Row::Hb);
        let mut floor = 0;
        for id in self.accesses(location) {
            let access = self.event(id);
            if access.index < view[access.thread as usize] {
                let write = if access.is_write() { id } else { access.rf };
                floor = floor.max(self.label(write));
                // A chain's writes stand in modification order as in the arena.
                if chain && access.is_write() {
                    break;
                }
            }
        }
        floor
    }
}
