//! Nothing can move: what the waiting operations could have taken instead, and what this is.

use super::{End, Engine, Pending};
use crate::config::TimeOuts;
use crate::graph::{Op, Request, ThreadIndex};
use crate::trace::Unfinished;

impl Engine {
    /// Nothing can move. If some thread waits with a time limit that was kept from running out while
    /// others could still move, it runs out now; which one's does first is tried for each. That one.
    /// Not if only daemons are left: the program has ended.
    ///
    /// Not for limits that run out freely, since they would have, nor for those that never do.
    pub(super) fn last_resort(&mut self) -> Option<ThreadIndex> {
        if self.is_left_to_daemons() || self.halt.is_some() || self.moot || self.repeating {
            return None;
        }
        let is_timed = |(_, request): &(ThreadIndex, Request)| request.op == Op::Woken(true);
        let timed: Vec<_> = self.stuck_requests().into_iter().filter(is_timed).collect();
        if timed.is_empty() || !matches!(self.config.time_outs, TimeOuts::Early(_)) {
            return None;
        }
        // Whose round of a loop cannot be repeated in place would miss what is still to come.
        let loops = |(_, request): &(ThreadIndex, Request)| request.op == Op::Spin;
        let loops = self.stuck_requests().iter().any(loops);
        if self.stuck(true) == End::Deadlock && !loops {
            self.search.add_last_resort(&timed);
            return timed.first().map(|&(thread, _)| thread);
        }
        // Some thread waits for a value that is not the newest: it could still move.
        self.wasted = true;
        None
    }

    /// What a run is in which nothing can move any more. Daemons may wait, for time limits, too.
    pub(super) fn end_of_stuck(&mut self) -> End {
        if self.wasted {
            return End::Blocked;
        }
        let over = self.is_left_to_daemons();
        match self.stuck(over) {
            End::Deadlock if over => End::Complete,
            end => end,
        }
    }

    /// Queues the alternatives of every operation that is stuck, one thread after the other: those of
    /// a later one are found with the earlier ones committed to waiting, or graphs would be met twice.
    /// `timed` is whether a wait in a queue with a time limit may have been waited for in vain.
    fn stuck(&mut self, timed: bool) -> End {
        let (mut spins, mut wasted) = (false, false);
        for (thread, request) in self.stuck_requests() {
            match request.op {
                op if op.can_wait() => {
                    wasted |= self.stick(thread, request);
                    wasted |= self.slots[thread as usize].bounded_wait;
                }
                Op::Spin => spins |= !self.saw_the_newest(thread),
                Op::Woken(true) if timed => {}
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
        if !self.slots[thread as usize].waiting {
            if !self.search.queue_steals(thread, request) {
                return false;
            }
            self.search.add_waiting(thread, request);
            let slot = &mut self.slots[thread as usize];
            (slot.waiting, slot.index) = (true, slot.index + 1);
        }
        let graph = &self.search.graph;
        let Some(&last) = graph.of_thread(thread).last() else { return false };
        graph.mo_next(graph.event(last).source(), request.location).is_event()
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

    /// The names that the program gave its threads.
    pub(crate) fn thread_names(&self) -> Vec<Option<String>> {
        self.slots.iter().map(|slot| slot.name.as_deref().map(str::to_owned)).collect()
    }

    /// Where each thread that has not ended stands.
    pub(crate) fn unfinished(&self) -> Vec<Unfinished> {
        let slots = (0..).zip(&self.slots).filter(|(_, slot)| slot.live && !slot.done);
        slots
            .map(|(thread, slot)| Unfinished {
                thread,
                next: match slot.pending {
                    Pending::Request(request) => Some(request),
                    _ => None,
                },
                waits: !self.is_ready(thread),
            })
            .collect()
    }
}
