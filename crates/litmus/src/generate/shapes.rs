//! Classic tests with other orderings: what tells memory models apart rarely comes about by chance.

use super::{Random, Vocabulary};
use crate::ordering::Ordered;
use crate::span::Spanned;
use crate::syntax::{Action, Block, Branch, Line, Place, Term, Thread, Update};

/// The accesses of each thread: `R` reads, `W` writes, `U` does both; `L` locks, `F` unlocks, `T`
/// tries to lock.
const SHAPES: &[&[&str]] = &[
    // SB, MP, LB, S, R, 2+2W.
    &["Wx Ry", "Wy Rx"],
    &["Wx Wy", "Ry Rx"],
    &["Rx Wy", "Ry Wx"],
    &["Wx Wy", "Ry Wx"],
    &["Wx Wy", "Wy Rx"],
    &["Wx Wy", "Wy Wx"],
    // Coherence.
    &["Wx Wx", "Rx Rx"],
    &["Rx Wx", "Wx"],
    &["Wx", "Wx", "Rx Rx"],
    // WRC, RWC, WWC, ISA2, Z6, W+RWC, 3.SB, IRIW.
    &["Wx", "Rx Wy", "Ry Rx"],
    &["Wx", "Rx Ry", "Wy Rx"],
    &["Wx", "Rx Wy", "Ry Wx"],
    &["Wx Wy", "Ry Wz", "Rz Rx"],
    &["Wx Wy", "Ry Wz", "Wz Rx"],
    &["Wx Wz", "Rz Ry", "Wy Rx"],
    &["Wx Ry", "Wy Rz", "Wz Rx"],
    &["Wx", "Rx Ry", "Ry Rx", "Wy"],
    // Messages handed on by updates, or overwritten.
    &["Wx Wy", "Uy", "Ry Rx"],
    &["Wx Wy Wy", "Ry Rx"],
    &["Wx Wy Wy", "Uy", "Ry Rx"],
    // Where the variants of the SC axiom differ: WWmerge, Z6.U, SB+rfis.
    &["Rx Ry", "Wx Wx", "Wy Rx"],
    &["Wx Wy", "Uy Ry", "Wy Rx"],
    &["Wx Rx Ry", "Wy Ry Rx"],
    &["Wx Wy", "Rx Ry"],
    // A try that fails is not ordered as a mutex is.
    &["Lm Fm Rx", "Wx Tm"],
    &["Lm Fm Wx", "Rx Tm"],
    &["Lm Wy Fm Rx", "Ry Wx Tm"],
    &["Wx Lm Fm", "Lm Fm Rx"],
];

/// One of the shapes that has no more threads than these.
pub(super) fn shaped(random: &mut Random, vocabulary: &Vocabulary, threads_max: usize) -> Line {
    let small = SHAPES.iter().filter(|shape| shape.len() <= threads_max.max(2));
    let small: Vec<_> = small.collect();
    let has_fences = random.one_in(2);
    let mut value = 0;
    let threads = random.pick(&small).iter().map(|thread| {
        let mut body = Block::new();
        for (index, access) in thread.split(' ').enumerate() {
            if index > 0 && has_fences && !random.one_in(3) {
                let ordering = vocabulary.ordering(random, Ordered::Fence);
                body.push(Action::Fence { ordering }.into());
            }
            value += 1;
            let actions = actions(random, vocabulary, access, index, value);
            body.extend(actions.into_iter().map(Spanned::from));
        }
        Thread { copies: None, body }
    });
    Line { threads: threads.collect() }
}

/// An access such as `Wx`.
fn actions(
    random: &mut Random,
    vocabulary: &Vocabulary,
    access: &str,
    index: usize,
    value: i64,
) -> Vec<Action> {
    let (kind, name) = access.split_at(1);
    let place = Place { name: name.to_owned().into(), index: None };
    let into = format!("a{index}");
    let unlock = Action::Unlock(place.clone());
    match kind {
        "L" => vec![Action::Lock(place)],
        "F" => vec![unlock],
        "T" => {
            let condition = Term::Variable(into.clone()).into();
            let then = vec![unlock.into()];
            let branch = Branch { condition, then, otherwise: None };
            vec![Action::TryLock { into: Some(into.into()), at: place }, Action::If(branch)]
        }
        _ => vec![atomic(random, vocabulary, kind, place, into, value)],
    }
}

/// A read, a write, or an update; now and then an update instead of what it should be.
fn atomic(
    random: &mut Random,
    vocabulary: &Vocabulary,
    kind: &str,
    place: Place,
    into: String,
    value: i64,
) -> Action {
    if kind == "U" || random.one_in(10) {
        let update = random.pick(&[Update::Add, Update::Exchange]);
        let ordering = vocabulary.ordering(random, Ordered::Update);
        let operand = Term::Number(value).into();
        return Action::Update { into: Some(into.into()), update, at: place, operand, ordering };
    }
    if kind == "R" {
        let ordering = vocabulary.ordering(random, Ordered::Load);
        return Action::Load { into: into.into(), from: place, ordering };
    }
    let ordering = vocabulary.ordering(random, Ordered::Store);
    Action::Store { to: place, value: Term::Number(value).into(), ordering }
}
