//! Nothing can move: what the waiting operations could have taken instead, and what this is.

use super::{Blocked, End, Engine, Pending};
use crate::graph::{Op, Request, ThreadIndex};

impl Engine {
    /// Queues the alternatives of every operation that is stuck, one thread after the other: those of
    /// a later one are found with the earlier ones committed to waiting, or graphs would be met twice.
    pub(super) fn stuck(&mut self) -> End {
        let (mut spins, mut wasted) = (false, false);
        for (thread, request) in self.stuck_requests() {
            match request.op {
                op if op.can_wait() => {
                    wasted |= self.stick(thread, request);
                    wasted |= self.slots[thread as usize].bounded_wait;
                }
                Op::Spin => spins |= !self.saw_the_newest(thread),
                // A time limit would end this wait; a stopped thread makes no execution.
                Op::Woken(true) | Op::Reached(_, true) | Op::Stop => wasted = true,
                _ => {}
            }
        }
        // Who does not wait on the newest value could still go on: no deadlock.
        if wasted || spins { End::Blocked } else { End::Deadlock }
    }

    /// Whether the wait is on a value that is not the newest.
    fn stick(&mut self, thread: ThreadIndex, request: Request) -> bool {
        let chain = self.search.graph.is_chain(request.location);
        if !self.slots[thread as usize].waiting {
            self.search.queue_steals(thread, request);
            if chain {
                return false;
            }
            self.search.add_waiting(thread, request);
        }
        let graph = &self.search.graph;
        let Some(&last) = graph.of_thread(thread).last() else { return false };
        !chain && graph.mo_next(graph.event(last).source(), request.location).is_event()
    }

    fn stuck_requests(&self) -> Vec<(ThreadIndex, Request)> {
        let stuck = self.slots.iter().enumerate().filter(|(_, slot)| slot.live && !slot.done);
        stuck
            .filter_map(|(thread, slot)| match slot.pending {
                #[expect(clippy::cast_possible_truncation, reason = "threads are numbered by u32")]
                Pending::Request(request) => Some((thread as ThreadIndex, request)),
                _ => None,
            })
            .collect()
    }

    /// Where each thread that has not ended stands.
    pub(crate) fn blocked(&self) -> Vec<Blocked> {
        let blocked = |(thread, request): (ThreadIndex, Request)| Blocked {
            thread,
            op: request.op,
            site: request.site,
        };
        self.stuck_requests().into_iter().map(blocked).collect()
    }
}
