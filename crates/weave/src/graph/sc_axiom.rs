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
            return self.happens_before(a, b) || second.is_write() && self.rank(a) < self.rank(b);
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

    /// Edges with a fence at one end or both, for every pair of accesses in between. Whether none of
    /// them is a loop at one fence.
    ///
    /// Sequentially consistent events of one thread are ordered anyway. So of those before the first
    /// access only the last one of each thread counts, and of those after the second only the first.
    /// O(n·(t² + log n)).
    fn add_fence_edges(&self, events: &[EventId], after: &mut [Set]) -> bool {
        let fences = Fences::new(self, events);
        let mut sweep = Sweep::new(self.thread_count());
        let mut line = Vec::new();
        for location in 0..self.location_count() {
            line.clear();
            let accesses = self.accesses(super::line_index(location));
            line.extend(accesses.map(|id| (self.rank(id), id)));
            line.sort_unstable();
            sweep.clear();
            // Accesses of the same rank, reads of one write, are not ordered.
            for peers in line.chunk_by(|(a, _), (b, _)| a == b) {
                for &(_, y) in peers {
                    if !sweep.connect(&fences, (y, self.event(y).is_write()), after) {
                        return false;
                    }
                }
                for &(_, x) in peers {
                    sweep.pass(&fences, (x, self.event(x).thread as usize));
                }
            }
        }
        true
    }

    /// Of two accesses of one location, the one with the smaller rank is before the other in
    /// `(rf ∪ mo ∪ fr)⁺`, and in `mo ∪ fr` if the other one writes.
    fn rank(&self, access: EventId) -> u32 {
        let event = self.event(access);
        if event.is_write() { 2 * event.mo_label } else { 2 * self.label(event.rf) + 1 }
    }
}

/// The accesses of one location, in the order of their ranks: what is behind.
struct Sweep {
    /// Of each thread the last fence before any of them.
    fences: Vec<Option<Member>>,
    /// Of each thread the last sequentially consistent one of them.
    accesses: Vec<Option<Member>>,
}

impl Sweep {
    fn new(threads: usize) -> Self {
        Self { fences: vec![None; threads], accesses: vec![None; threads] }
    }

    fn clear(&mut self) {
        self.fences.fill(None);
        self.accesses.fill(None);
    }

    /// Adds the edges from what is behind to `y` and the fences after it; `false` if one is a loop.
    fn connect(&self, fences: &Fences, (y, writes): (EventId, bool), after: &mut [Set]) -> bool {
        let next = fences.after(y);
        // Plain reads-from orders accesses only through happens-before.
        let itself = fences.member(y).filter(|_| writes);
        for (thread, from) in self.fences.iter().enumerate() {
            let Some(from) = *from else { continue };
            // Members of one thread have growing numbers.
            if next[thread].is_some_and(|to| to <= from) {
                return false;
            }
            for to in next.iter().copied().flatten().chain(itself) {
                insert(&mut after[from as usize], to as usize);
            }
        }
        for from in self.accesses.iter().copied().flatten().filter(|_| writes) {
            for to in next.iter().copied().flatten() {
                insert(&mut after[from as usize], to as usize);
            }
        }
        true
    }

    /// `x` of this thread is behind from now on.
    fn pass(&mut self, fences: &Fences, (x, thread): (EventId, usize)) {
        for (last, before) in self.fences.iter_mut().zip(fences.before(x)) {
            *last = (*last).max(*before);
        }
        self.accesses[thread] = self.accesses[thread].max(fences.member(x));
    }
}

/// A position among the sequentially consistent events.
type Member = u32;

/// For each event, the nearest sequentially consistent fences of each thread before and after it.
struct Fences {
    threads: usize,
    before: Vec<Option<Member>>,
    after: Vec<Option<Member>>,
    members: Vec<Option<Member>>,
}

impl Fences {
    fn new(graph: &Graph, events: &[EventId]) -> Self {
        let (threads, count) = (graph.thread_count(), graph.len());
        let none = || vec![None; threads * count];
        let mut fences =
            Self { threads, before: none(), after: none(), members: vec![None; count] };
        // In the arena's order, so in program order.
        let mut of_thread = vec![Vec::new(); threads];
        for (member, &id) in (0..).zip(events) {
            let event = graph.event(id);
            if event.is_access() {
                fences.members[id.at()] = Some(member);
            } else {
                of_thread[event.thread as usize].push((member, id));
            }
        }
        for (id, event) in graph.events().filter(|(_, event)| event.is_access()) {
            let view = graph.clocks.row(id.at(), Row::Hb);
            for (thread, line) in of_thread.iter().enumerate() {
                let earlier = line.partition_point(|&(_, it)| graph.event(it).index < view[thread]);
                let has_seen_it = |it: EventId| {
                    event.index < graph.clocks.row(it.at(), Row::Hb)[event.thread as usize]
                };
                let later = line.partition_point(|&(_, it)| !has_seen_it(it));
                let at = id.at() * threads + thread;
                fences.before[at] = earlier.checked_sub(1).map(|last| line[last].0);
                fences.after[at] = line.get(later).map(|&(member, _)| member);
            }
        }
        fences
    }

    fn before(&self, id: EventId) -> &[Option<Member>] {
        &self.before[id.at() * self.threads..][..self.threads]
    }

    fn after(&self, id: EventId) -> &[Option<Member>] {
        &self.after[id.at() * self.threads..][..self.threads]
    }

    /// Which one an access is, if it is sequentially consistent itself.
    fn member(&self, id: EventId) -> Option<Member> {
        self.members[id.at()]
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
