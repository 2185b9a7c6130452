//! RC11's axiom about sequentially consistent events, as published (PLDI 2017, section 3.4):
//! `psc` is acyclic, where
//!
//! ```text
//! scb      = po ∪ po≠loc ; hb ; po≠loc ∪ hb|loc ∪ mo ∪ fr
//! psc_base = ([Sc] ∪ [Fsc] ; hb?) ; scb ; ([Sc] ∪ hb? ; [Fsc])
//! psc_F    = [Fsc] ; (hb ∪ hb ; eco ; hb) ; [Fsc]
//! psc      = psc_base ∪ psc_F
//! ```
//!
//! Computed from scratch over the k sequentially consistent events: O(k² + n·a·k) for n events with
//! a accesses a location.

use super::{EventId, Flags, Graph, Row};
use crate::weakened::{Rule, lacks};

/// A set of sequentially consistent events, by position among them.
type Set = Vec<u64>;

fn insert(set: &mut [u64], member: usize) {
    set[member / 64] |= 1 << (member % 64);
}

fn contains(set: &[u64], member: usize) -> bool {
    set[member / 64] >> (member % 64) & 1 == 1
}

fn unite(to: &mut [u64], from: &[u64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to |= from;
    }
}

/// How two accesses of one location are ordered.
#[derive(Clone, Copy)]
struct Communication {
    /// By modification order or from-read.
    mo_or_fr: bool,
    /// By any path of communication: reads-from, modification order, from-read.
    eco: bool,
}

impl Graph {
    pub(super) fn satisfies_sc_axiom(&self) -> bool {
        let events: Vec<EventId> =
            self.events().filter(|(_, e)| e.flags.has(Flags::SEQ_CST)).map(|(id, _)| id).collect();
        let words = events.len().div_ceil(64);
        let mut after: Vec<Set> = vec![vec![0; words]; events.len()];
        for (i, &a) in events.iter().enumerate() {
            for (j, &b) in events.iter().enumerate() {
                if i != j && self.has_direct_edge(a, b) {
                    insert(&mut after[i], j);
                }
            }
        }
        if self.census.seq_cst_fences > 0
            && !lacks(Rule::FenceEdges)
            && !self.add_fence_edges(&events, &mut after)
        {
            return false;
        }
        is_acyclic(&after)
    }

    /// Edges that need no fence in between: `[Sc] ; scb ; [Sc]`, and happens-before from or to a
    /// fence. The axiom has the latter only before and after scb; adding it alone does no harm,
    /// since whatever leaves the other event composes with it.
    fn has_direct_edge(&self, a: EventId, b: EventId) -> bool {
        let (first, second) = (self.event(a), self.event(b));
        if first.thread == second.thread && first.index < second.index {
            return true;
        }
        if !first.is_access() || !second.is_access() {
            return self.happens_before(a, b);
        }
        if first.request.location == second.request.location {
            return self.happens_before(a, b) || self.communication(a, b).mo_or_fr;
        }
        self.happens_before(a, b)
            && (lacks(Rule::Elsewhere) || self.leaves_and_arrives_elsewhere(a, b))
    }

    /// `po≠loc ; hb ; po≠loc`: the first event after `a` that is not about its location happens
    /// before the last event before `b` that is not about its. The end and the start of a thread
    /// count as events about nothing.
    fn leaves_and_arrives_elsewhere(&self, a: EventId, b: EventId) -> bool {
        let (first, second) = (self.event(a), self.event(b));
        let elsewhere = |id: EventId, location| {
            let event = self.event(id);
            !event.is_access() || event.request.location != location
        };
        let line = self.of_thread(first.thread);
        let leaves = (first.index as usize + 1..line.len())
            .find(|&index| elsewhere(line[index], first.request.location))
            .unwrap_or(line.len());
        let line = self.of_thread(second.thread);
        let arrives = line[..second.index as usize]
            .iter()
            .rev()
            .copied()
            .find(|&id| elsewhere(id, second.request.location))
            .unwrap_or_else(|| self.spawn_of(second.thread));
        arrives.is_event()
            && self.clocks.row(arrives.at(), Row::Hb)[first.thread as usize] as usize > leaves
    }

    /// Same-location accesses `x`, `y`.
    fn communication(&self, x: EventId, y: EventId) -> Communication {
        if x == y {
            return Communication { mo_or_fr: false, eco: false };
        }
        let (from, to) = (self.event(x), self.event(y));
        // Where `x` stands: as a write at its own place, as a read just after its source.
        let write_label = from.is_write().then_some(from.mo_label);
        let read_label = from.is_read().then(|| self.label(from.rf));
        let reaches_write =
            |label: Option<u32>| to.is_write() && label.is_some_and(|label| label < to.mo_label);
        let mo_or_fr = reaches_write(write_label) || reaches_write(read_label);
        let reaches_read = to.is_read() && {
            let source = self.label(to.rf);
            write_label.is_some_and(|label| label <= source)
                || read_label.is_some_and(|label| label < source)
        };
        Communication { mo_or_fr, eco: mo_or_fr || reaches_read }
    }

    /// Edges with a fence at one end or both, for every pair of accesses in between. Whether none of
    /// them is a loop at one fence.
    fn add_fence_edges(&self, events: &[EventId], after: &mut [Set]) -> bool {
        let words = events.len().div_ceil(64);
        for (x, access) in self.events().filter(|(_, e)| e.is_access()) {
            for y in self.accesses(access.request.location) {
                let pair = self.communication(x, y);
                if !pair.eco {
                    continue;
                }
                let mut ends = Ends::new(words);
                ends.collect(self, events, (x, y), pair);
                if !ends.connect(after) {
                    return false;
                }
            }
        }
        true
    }
}

/// The sequentially consistent events at the two ends of a pair of accesses.
struct Ends {
    accesses_before: Set,
    fences_before: Set,
    accesses_after: Set,
    fences_after: Set,
}

impl Ends {
    fn new(words: usize) -> Self {
        let empty = vec![0; words];
        Self {
            accesses_before: empty.clone(),
            fences_before: empty.clone(),
            accesses_after: empty.clone(),
            fences_after: empty,
        }
    }

    fn collect(
        &mut self,
        graph: &Graph,
        events: &[EventId],
        (x, y): (EventId, EventId),
        pair: Communication,
    ) {
        for (member, &event) in events.iter().enumerate() {
            if !graph.event(event).is_access() {
                if graph.happens_before(event, x) {
                    insert(&mut self.fences_before, member);
                }
                if graph.happens_before(y, event) {
                    insert(&mut self.fences_after, member);
                }
            } else if pair.mo_or_fr {
                // Plain reads-from orders accesses only through happens-before.
                if event == x {
                    insert(&mut self.accesses_before, member);
                }
                if event == y {
                    insert(&mut self.accesses_after, member);
                }
            }
        }
    }

    fn connect(&self, after: &mut [Set]) -> bool {
        for (member, set) in after.iter_mut().enumerate() {
            if contains(&self.fences_before, member) {
                if contains(&self.fences_after, member) {
                    return false;
                }
                unite(set, &self.accesses_after);
                unite(set, &self.fences_after);
            }
            if contains(&self.accesses_before, member) {
                unite(set, &self.fences_after);
            }
        }
        true
    }
}

/// Takes away whatever has nothing after it, until nothing is left (Kahn).
fn is_acyclic(after: &[Set]) -> bool {
    let words = after.first().map_or(0, Vec::len);
    let mut left: Set = vec![0; words];
    for member in 0..after.len() {
        insert(&mut left, member);
    }
    loop {
        let mut gone: Set = vec![0; words];
        for (member, set) in after.iter().enumerate() {
            let blocked = set.iter().zip(&left).any(|(after, left)| after & left != 0);
            if contains(&left, member) && !blocked {
                insert(&mut gone, member);
            }
        }
        if gone.iter().all(|&word| word == 0) {
            return left.iter().all(|&word| word == 0);
        }
        for (left, gone) in left.iter_mut().zip(&gone) {
            *left &= !gone;
        }
    }
}
