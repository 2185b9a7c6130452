//! When a graph is an execution.

use super::basic::Basic;
use super::graph::Graph;
use super::rc11;
use super::relation::{Relation, Set};
use crate::ordering::Ordering;
use crate::table::Model;

/// A memory model, or one that differs from it in one axiom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Axioms {
    /// The model.
    pub model: Model,
    /// How it differs.
    pub variant: Option<Variant>,
}

/// One axiom that is different.
///
/// Each but the last two lets more executions be: what a checker finds that has got this axiom
/// wrong. Those marked (SC) concern that model only, all others RC11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// (SC) The cycle may contain `fr`.
    NoFromReads,
    /// (SC) The cycle may contain `mo`.
    NoModificationOrder,
    /// (SC) The cycle may contain `po`.
    NoProgramOrder,
    /// Coherence is not asked for.
    NoCoherence,
    /// Other writes may come between an update and its source.
    NoAtomicity,
    /// Threads are not ordered by starting and joining them.
    NoThreadOrder,
    /// Nothing synchronises.
    NoSynchronisation,
    /// Only who reads the release write itself synchronises with it.
    NoReleaseSequences,
    /// Fences synchronise nothing.
    NoFenceSynchronisation,
    /// `psc` may have cycles.
    NoSequentialConsistency,
    /// Accesses with `SeqCst` are like `AcqRel`: what loom does.
    SeqCstAccessesAsAcqRel,
    /// Fences with `SeqCst` are like `AcqRel`.
    SeqCstFencesAsAcqRel,
    /// `scb` without `po≠loc; hb; po≠loc`.
    NoDetours,
    /// `scb` without `hb|loc`.
    NoSameLocation,
    /// `psc_F` without `hb; eco; hb`.
    NoFencePaths,
    /// `scb` with `po; hb; po` instead of `po≠loc; hb; po≠loc`, which forbids more.
    AnyDetours,
    /// Release sequences go on through later stores of the same thread, as before C++20, so more
    /// synchronises.
    OldReleaseSequences,
}

/// Whether a graph is an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Inconsistent,
    Consistent,
    /// It is one, up to a race of these events.
    Racy(usize, usize),
}

/// What the axioms need to know.
pub(super) struct Judged<'g> {
    pub(super) graph: &'g Graph,
    pub(super) basic: Basic,
    pub(super) axioms: Axioms,
}

impl Axioms {
    /// The model itself.
    pub fn of(model: Model) -> Self {
        Self { model, variant: None }
    }

    pub(super) fn judge(self, graph: &Graph) -> Judgement {
        let judged = Judged { graph, basic: Basic::of(graph), axioms: self };
        let happens_before = match self.model {
            Model::Sc => judged.sequentially_consistent(),
            Model::Rc11 => rc11::consistent(&judged),
        };
        let Some(happens_before) = happens_before else { return Judgement::Inconsistent };
        let events = &graph.events;
        let race = (0..events.len())
            .flat_map(|left| (0..left).map(move |right| (right, left)))
            .filter(|&(left, right)| events[left].conflicts(&events[right]))
            .find(|&(left, right)| {
                !happens_before.contains(left, right) && !happens_before.contains(right, left)
            });
        race.map_or(Judgement::Consistent, |(left, right)| Judgement::Racy(left, right))
    }
}

impl Judged<'_> {
    pub(super) fn varies(&self, variant: Variant) -> bool {
        self.axioms.variant == Some(variant)
    }

    /// Events whose ordering is like this.
    pub(super) fn ordered(&self, belongs: impl Fn(Ordering) -> bool) -> Set {
        Set::of(self.basic.size, |event| belongs(self.graph.events[event].ordering))
    }

    /// SC: `po ∪ rf ∪ mo ∪ fr` is acyclic. Gives happens-before if it is.
    fn sequentially_consistent(&self) -> Option<Relation> {
        let Basic { program_order, thread_order, reads_from, .. } = &self.basic;
        let Basic { modification_order, from_reads, .. } = &self.basic;
        let parts = [
            (program_order, !self.varies(Variant::NoProgramOrder)),
            (thread_order, true),
            (reads_from, true),
            (modification_order, !self.varies(Variant::NoModificationOrder)),
            (from_reads, !self.varies(Variant::NoFromReads)),
        ];
        let included = parts.into_iter().filter(|&(_, is_included)| is_included);
        let union = included
            .fold(Relation::empty(self.basic.size), |union, (relation, _)| union.or(relation));
        if !union.is_acyclic() {
            return None;
        }
        // Whoever reads an atomic write synchronises with it.
        let atomic = Relation::identity(self.basic.size, &self.all().without(&self.basic.plain));
        let synchronises = atomic.then(reads_from).then(&atomic);
        Some(program_order.or(thread_order).or(&synchronises).closure())
    }

    /// All events.
    pub(super) fn all(&self) -> Set {
        Set::of(self.basic.size, |_| true)
    }
}
