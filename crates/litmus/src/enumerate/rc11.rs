//! RC11, the model of Lahav, Vafeiadis, Kang, Hur and Dreyer ("Repairing sequential consistency in
//! C/C++11", PLDI 2017), with the release sequences of C++20.
//!
//! An update is one event here, which stands in modification order directly behind its source. And
//! `po` goes on from who starts a thread to all of that thread, and from there to who joins it.

use super::axioms::{Judged, Variant};
use super::basic::Basic;
use super::relation::{Relation, Set};
use crate::ordering::Ordering;

/// Happens-before, if the graph is an execution.
pub(super) fn consistent(judged: &Judged<'_>) -> Option<Relation> {
    let happens_before = happens_before(judged);
    let is_consistent = happens_before.is_irreflexive()
        && is_coherent(judged, &happens_before)
        && is_atomic(judged)
        && has_no_thin_air(judged)
        && is_sequentially_consistent(judged, &happens_before);
    is_consistent.then_some(happens_before)
}

/// `hb = (po ∪ sw)⁺`
fn happens_before(judged: &Judged<'_>) -> Relation {
    let program_order = program_order(judged);
    if judged.varies(Variant::NoSynchronisation) {
        return program_order;
    }
    program_order.or(&synchronises_with(judged)).closure()
}

/// `po`, across threads.
fn program_order(judged: &Judged<'_>) -> Relation {
    let Basic { program_order, thread_order, .. } = &judged.basic;
    if judged.varies(Variant::NoThreadOrder) {
        return program_order.clone();
    }
    program_order.or(thread_order).closure()
}

/// `sw = [Rel]; ([F]; po)?; rs; rf; [R]; (po; [F])?; [Acq]`
fn synchronises_with(judged: &Judged<'_>) -> Relation {
    let Basic { size, program_order, reads_from, reads, writes, fences, .. } = &judged.basic;
    let restricted = |set: &Set| Relation::identity(*size, set);
    let releasing = judged.ordered(Ordering::releases);
    let acquiring = judged.ordered(Ordering::acquires);
    let mut head = restricted(&releasing.and(writes));
    let mut tail = restricted(&acquiring.and(reads));
    if !judged.varies(Variant::NoFenceSynchronisation) {
        head = head.or(&restricted(&releasing.and(fences)).then(program_order));
        tail = tail.or(&program_order.then(&restricted(&acquiring.and(fences))));
    }
    let read = restricted(reads);
    head.then(&release_sequence(judged)).then(reads_from).then(&read).then(&tail)
}

/// `rs = [W]; (rf; rmw)*`, of atomic writes.
fn release_sequence(judged: &Judged<'_>) -> Relation {
    let Basic { size, program_order, same_location, reads_from, .. } = &judged.basic;
    let Basic { writes, updates, plain, .. } = &judged.basic;
    let write = Relation::identity(*size, &writes.without(plain));
    if judged.varies(Variant::NoReleaseSequences) {
        return write;
    }
    let updates = reads_from.then(&Relation::identity(*size, updates));
    let mut heads = write.clone();
    if judged.varies(Variant::OldReleaseSequences) {
        heads = heads.or(&write.then(&program_order.and(same_location)).then(&write));
    }
    heads.then(&updates.closure().or_same())
}

/// Coherence: `hb; eco?` is irreflexive.
fn is_coherent(judged: &Judged<'_>, happens_before: &Relation) -> bool {
    let extended = judged.basic.extended_coherence().or_same();
    judged.varies(Variant::NoCoherence) || happens_before.then(&extended).is_irreflexive()
}

/// Atomicity: an update is behind its source, and nothing is between them.
fn is_atomic(judged: &Judged<'_>) -> bool {
    let Basic { size, updates, reads_from, modification_order, from_reads, .. } = &judged.basic;
    let source = reads_from.then(&Relation::identity(*size, updates));
    let is_behind = source.then(modification_order).is_irreflexive();
    let is_next = from_reads.then(modification_order).is_irreflexive();
    is_behind && (is_next || judged.varies(Variant::NoAtomicity))
}

/// `po ∪ rf` is acyclic. So it is in every graph that grew event by event.
fn has_no_thin_air(judged: &Judged<'_>) -> bool {
    let Basic { program_order, thread_order, reads_from, .. } = &judged.basic;
    program_order.or(thread_order).or(reads_from).is_acyclic()
}

/// The axiom of sequential consistency: `psc` is acyclic.
fn is_sequentially_consistent(judged: &Judged<'_>, happens_before: &Relation) -> bool {
    if judged.varies(Variant::NoSequentialConsistency) {
        return true;
    }
    let Basic { size, fences, .. } = &judged.basic;
    let all = judged.ordered(|ordering| ordering == Ordering::SeqCst);
    let mut accesses = Relation::identity(*size, &all.without(fences));
    let mut fences = Relation::identity(*size, &all.and(fences));
    if judged.varies(Variant::SeqCstAccessesAsAcqRel) {
        accesses = Relation::empty(*size);
    }
    if judged.varies(Variant::SeqCstFencesAsAcqRel) {
        fences = Relation::empty(*size);
    }

    // psc_base = ([Sc] ∪ [F_sc]; hb?); scb; ([Sc] ∪ hb?; [F_sc])
    let perhaps = happens_before.or_same();
    let left = accesses.or(&fences.then(&perhaps));
    let right = accesses.or(&perhaps.then(&fences));
    let base = left.then(&before(judged, happens_before)).then(&right);

    // psc_F = [F_sc]; (hb ∪ hb; eco; hb); [F_sc]
    let extended = judged.basic.extended_coherence();
    let mut path = happens_before.clone();
    if !judged.varies(Variant::NoFencePaths) {
        path = path.or(&happens_before.then(&extended).then(happens_before));
    }
    base.or(&fences.then(&path).then(&fences)).is_acyclic()
}

/// `scb = po ∪ po≠loc; hb; po≠loc ∪ hb|loc ∪ mo ∪ fr`
fn before(judged: &Judged<'_>, happens_before: &Relation) -> Relation {
    let Basic { same_location, modification_order, from_reads, .. } = &judged.basic;
    let program_order = program_order(judged);
    let mut before = program_order.or(modification_order).or(from_reads);
    if !judged.varies(Variant::NoDetours) {
        let any = judged.varies(Variant::AnyDetours);
        let step = if any { program_order.clone() } else { program_order.without(same_location) };
        before = before.or(&step.then(happens_before).then(&step));
    }
    if !judged.varies(Variant::NoSameLocation) {
        before = before.or(&happens_before.and(same_location));
    }
    before
}
