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
    ///
    /// Fences of one thread are ordered anyway. So of those before the first access only the last
    /// one of each thread counts, and of those after the second only the first.
    fn add_fence_edges(&self, events: &[EventId], after: &mut [Set]) -> bool {
        let fences = Fences::new(self, events);
        for (x, access) in self.events().filter(|(_, e)| e.is_access()) {
            let (before, x_member) = (fences.before(x), fences.member(x));
            if x_member.is_none() && before.iter().all(Option::is_none) {
                continue;
            }
            for y in self.accesses(access.request.location) {
                let pair = self.communication(x, y);
                if !pair.eco {
                    continue;
                }
                // Plain reads-from orders accesses only through happens-before.
                let y_member = fences.member(y).filter(|_| pair.mo_or_fr);
                let behind = fences.after(y);
                for (thread, from) in before.iter().enumerate() {
                    let Some(from) = *from else { continue };
                    // Members of one thread have growing numbers.
                    if behind[thread].is_some_and(|to| to <= from) {
                        return false;
                    }
                    let set = &mut after[from as usize];
                    for to in behind.iter().copied().flatten().chain(y_member) {
                        insert(set, to as usize);
                    }
                }
                if let Some(from) = x_member.filter(|_| pair.mo_or_fr) {
                    for to in behind.iter().copied().flatten() {
                        insert(&mut after[from as usize], to as usize);
                    }
                }
            }
        }
        true
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
