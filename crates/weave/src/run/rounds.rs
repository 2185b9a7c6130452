//! Loops that say so (`spin_loop`, `yield_now`) and change nothing: run round with the same values,
//! unrecorded, to see whether they end by themselves.
//!
//! Rounds with identical values are one event. Executions in which the value changes between two
//! rounds are covered by reading the newer value at once, under fewer constraints.

use super::{Engine, Pending, Step};
use crate::explore::{Answer, Endless};
use crate::graph::{Event, Op, Request};

/// A loop whose body is the thread's reads `first..=last`, of which `next` comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounds {
    /// Unknown until the first read after the hint.
    first: Option<u32>,
    last: u32,
    next: u32,
    count: u32,
}

impl Engine {
    /// The answer that the round before gave, if the thread goes round a loop and asks the same.
    /// `None` if it has left the loop, and the request is an ordinary one.
    pub(super) fn repeat_round(&mut self, request: &Request) -> Option<Step> {
        let thread = self.current;
        let mut rounds = self.slots[thread as usize].rounds?;
        if request.op == Op::Spin {
            if let Some(first) = rounds.first
                && rounds.next > rounds.last
            {
                rounds.count += 1;
                rounds.next = first;
            }
            if rounds.count < self.config.spin_rounds {
                self.slots[thread as usize].rounds = Some(rounds);
                return Some(Step::Done(NOTHING));
            }
            self.slots[thread as usize].rounds = None;
            return Some(self.spin_for_ever(rounds));
        }
        if rounds.first.is_none() {
            rounds.first = self.start_of_round(rounds.last, request);
            rounds.next = rounds.first.unwrap_or(u32::MAX);
        }
        if rounds.next <= rounds.last && asks_again(self.own_event(rounds.next), request) {
            let value = self.own_event(rounds.next).read;
            rounds.next += 1;
            self.slots[thread as usize].rounds = Some(rounds);
            return Some(Step::Done(Answer { value, wrote: false }));
        }
        self.slots[thread as usize].rounds = None;
        None
    }

    /// A hint of a thread that goes round no loop yet: from now on its last reads may be one.
    pub(super) fn hint(&mut self) -> Step {
        let thread = self.current as usize;
        if !std::mem::take(&mut self.slots[thread].hinted)
            && let Some(last) = self.slots[thread].index.checked_sub(1)
            && is_pure(self.own_event(last))
        {
            let rounds = Rounds { first: None, last, next: 0, count: 0 };
            self.slots[thread].rounds = Some(rounds);
        }
        Step::Done(NOTHING)
    }

    /// The read nearest to the end, behind reads only, that asked the same.
    fn start_of_round(&self, last: u32, request: &Request) -> Option<u32> {
        (0..=last)
            .rev()
            .take_while(|&index| is_pure(self.own_event(index)))
            .find(|&index| asks_again(self.own_event(index), request))
    }

    /// The loop does not end by itself. If its body is one read, that becomes an await; otherwise the
    /// reads stay, where later writes may revisit them, and the thread stops.
    fn spin_for_ever(&mut self, rounds: Rounds) -> Step {
        let thread = self.current as usize;
        let id = self.search.graph.of_thread(self.current)[rounds.last as usize];
        let request = *self.search.graph.event(id).request();
        let newest = id.at() + 1 == self.search.graph.len();
        if rounds.first != Some(rounds.last) || !newest || self.order.is_some() {
            return self.stop_spinning(rounds, request);
        }
        let slot = &mut self.slots[thread];
        slot.pending = Pending::Request(request);
        match self.search.turn_into_await(id) {
            Endless::Moot => self.moot = true,
            Endless::Waiting => slot.waiting = true,
            Endless::Pending => {
                slot.index -= 1;
                slot.hinted = true;
            }
        }
        Step::Suspend
    }

    fn stop_spinning(&mut self, rounds: Rounds, last_read: Request) -> Step {
        let request = Request { op: Op::Spin, ..last_read };
        let slot = &mut self.slots[self.current as usize];
        slot.pending = Pending::Request(request);
        slot.endless_from = rounds.first.unwrap_or(rounds.last);
        Step::Suspend
    }

    /// Whether the failed round of a stopped thread saw the newest write of each location: then
    /// nothing will ever end it.
    pub(super) fn saw_the_newest(&self, thread: u32) -> bool {
        let graph = &self.search.graph;
        let round = &graph.of_thread(thread)[self.slots[thread as usize].endless_from as usize..];
        round
            .iter()
            .map(|&id| graph.event(id))
            .filter(|event| event.is_read())
            .all(|event| !graph.mo_next(event.rf, event.request.location).is_event())
    }

    fn own_event(&self, index: u32) -> &Event {
        self.search.graph.event(self.search.graph.of_thread(self.current)[index as usize])
    }
}

const NOTHING: Answer = Answer { value: 0, wrote: false };

/// Changes nothing: a read, or a fence. Doing a fence once more only orders more, as reading the old
/// value once more does, and the executions in which a round is left out are the less ordered ones.
fn is_pure(event: &Event) -> bool {
    !event.is_write() && (event.is_read() || event.request().op == Op::Fence)
}

fn asks_again(event: &Event, request: &Request) -> bool {
    let earlier = event.request();
    earlier.op == request.op
        && earlier.location == request.location
        && std::ptr::eq(earlier.site, request.site)
}
