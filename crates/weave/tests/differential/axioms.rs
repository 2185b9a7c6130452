//! RC11 by its definition (Lahav et al., PLDI 2017), with the release sequences of C++20 and
//! read-modify-writes that are one event. Every line is one line of the paper.
//!
//! Threads have a first and a last event that do nothing: starting a thread orders its first event,
//! joining is ordered behind its last. The initial write of a location is no event: nothing comes
//! before it.

use super::program::Strength;
use super::relation::Relation;

/// An event, as far as the axioms go.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) thread: usize,
    pub(crate) location: Option<usize>,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
    pub(crate) is_fence: bool,
    pub(crate) order: Strength,
    /// The write that it reads from, if that is an event.
    pub(crate) source: Option<usize>,
}

/// A candidate for an execution.
pub(crate) struct Candidate<'a> {
    /// In program order within each thread.
    pub(crate) nodes: &'a [Node],
    /// Per location, its writes.
    pub(crate) modification_orders: &'a [Vec<usize>],
    /// What starting, joining and waking a thread orders.
    pub(crate) additional: &'a [(usize, usize)],
    /// What the second must not contradict although the first need not happen before it: with
    /// `hb? ; told ; eco` irreflexive. Not of RC11: a kernel's futex does that.
    pub(crate) told: &'a [(usize, usize)],
}

impl Candidate<'_> {
    /// Whether all axioms hold.
    pub(crate) fn is_consistent(&self) -> bool {
        let count = self.nodes.len();
        let node = |at: usize| &self.nodes[at];
        let po = Relation::of(count, |a, b| a < b && node(a).thread == node(b).thread);
        let same = Relation::of(count, |a, b| {
            node(a).location.is_some() && node(a).location == node(b).location
        });
        let (rf, mo, fr) = (self.reads_from(), self.modification_order(), self.reads_before());
        let eco = rf.or(&mo).or(&fr).plus();
        let mut asw = Relation::empty(count);
        self.additional.iter().for_each(|&(from, to)| asw.add(from, to));
        let mut told = Relation::empty(count);
        self.told.iter().for_each(|&(from, to)| told.add(from, to));
        let hb = po.or(&asw).or(&self.synchronises_with(&po, &rf)).plus();
        // No load buffering.
        po.or(&asw).or(&rf).is_acyclic()
            // Coherence.
            && eco.is_irreflexive()
            && hb.is_irreflexive()
            && hb.then(&eco).is_irreflexive()
            && hb.maybe().then(&told).then(&eco).is_irreflexive()
            // Atomicity.
            && fr.then(&mo).is_irreflexive()
            && self.satisfies_sc(&po, &same, &hb, (&mo, &fr, &eco))
    }

    fn reads_from(&self) -> Relation {
        Relation::of(self.nodes.len(), |a, b| self.nodes[b].source == Some(a))
    }

    fn modification_order(&self) -> Relation {
        let mut mo = Relation::empty(self.nodes.len());
        for order in self.modification_orders {
            for (position, &later) in order.iter().enumerate() {
                order[..position].iter().for_each(|&earlier| mo.add(earlier, later));
            }
        }
        mo
    }

    /// From-read: a read comes before everything newer than its source; not before itself.
    fn reads_before(&self) -> Relation {
        let mut fr = Relation::empty(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.reads) {
            let Some(location) = node.location else { continue };
            let order = &self.modification_orders[location];
            let newer = match node.source {
                None => &order[..],
                Some(source) => match order.iter().position(|&write| write == source) {
                    Some(position) => &order[position + 1..],
                    None => &[],
                },
            };
            newer.iter().filter(|&&write| write != at).for_each(|&write| fr.add(at, write));
        }
        fr
    }

    /// `sw = [⊒rel] ; ([F] ; po)? ; rs ; rf ; [R] ; (po ; [F])? ; [⊒acq]`, with
    /// `rs = [W] ; (rf ; [RMW])*`.
    fn synchronises_with(&self, po: &Relation, rf: &Relation) -> Relation {
        let count = self.nodes.len();
        let on = |is: &dyn Fn(&Node) -> bool| Relation::on(count, |at| is(&self.nodes[at]));
        let rmw = on(&|node| node.reads && node.writes);
        let writes = on(&|node| node.writes);
        let rs = writes.then(&rf.then(&rmw).plus().maybe());
        let release_write = on(&|node| node.writes && node.order.releases());
        let release_fence = on(&|node| node.is_fence && node.order.releases());
        let acquire_read = on(&|node| node.reads && node.order.acquires());
        let acquire_fence = on(&|node| node.is_fence && node.order.acquires());
        let reads = on(&|node| node.reads);
        let head = release_write.or(&release_fence.then(po).then(&writes));
        let tail = acquire_read.or(&reads.then(po).then(&acquire_fence));
        head.then(&rs).then(rf).then(&tail)
    }

    /// `psc` is acyclic.
    fn satisfies_sc(
        &self,
        po: &Relation,
        same: &Relation,
        hb: &Relation,
        (mo, fr, eco): (&Relation, &Relation, &Relation),
    ) -> bool {
        let count = self.nodes.len();
        let is_sc = |at: usize| self.nodes[at].order == Strength::Sc;
        let sc = Relation::on(count, is_sc);
        let fences = Relation::on(count, |at| is_sc(at) && self.nodes[at].is_fence);
        let elsewhere = po.without(same);
        let scb = po.or(&elsewhere.then(hb).then(&elsewhere)).or(&hb.and(same)).or(mo).or(fr);
        let before = sc.or(&fences.then(&hb.maybe()));
        let after = sc.or(&hb.maybe().then(&fences));
        let base = before.then(&scb).then(&after);
        let between = hb.or(&hb.then(eco).then(hb));
        base.or(&fences.then(&between).then(&fences)).is_acyclic()
    }
}
