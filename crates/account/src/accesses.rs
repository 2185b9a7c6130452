//! Which write a read has read.

use trace::ObjectId;
use trace::account::{Stale, StepId};

use crate::board::value;

/// The writes of a word that steps show, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writes {
    /// By which step, 0 for the initial one, and what.
    all: Vec<(StepId, u64)>,
    /// Whether each of them happens before the next, so that their order is that of the modifications.
    is_ordered: bool,
    /// The last one as an index of all steps.
    pub(crate) last: Option<usize>,
}

/// The writes of all words.
#[derive(Debug)]
pub(crate) struct Accesses {
    pub(crate) of: Vec<Writes>,
    /// Whether a read may see an old value.
    is_weak: bool,
}

impl Accesses {
    pub(crate) fn new(initial: impl Iterator<Item = u64>, is_weak: bool) -> Self {
        let first = |value| Writes { all: vec![(0, value)], is_ordered: true, last: None };
        Self { of: initial.map(first).collect(), is_weak }
    }

    /// Notes a write. `is_after` says whether it happens after the one before, or comes right after it
    /// because it read it.
    pub(crate) fn write(
        &mut self,
        word: ObjectId,
        index: usize,
        step: StepId,
        value: u64,
        is_after: bool,
    ) {
        let writes = &mut self.of[word as usize];
        writes.is_ordered &= is_after;
        writes.last = Some(index);
        writes.all.push((step, value));
    }

    /// Forgets which steps wrote what: they are not told. The last value is the initial one from here on.
    pub(crate) fn forget_steps(&mut self) {
        for writes in &mut self.of {
            let last = writes.all.last().copied();
            writes.all = last.map(|(_, value)| (0, value)).into_iter().collect();
            writes.is_ordered = true;
        }
    }

    /// Whether a write certainly overwrites the one before; `is_after` says whether it happens after
    /// that.
    pub(crate) fn is_certain(&self, word: ObjectId, is_after: bool) -> bool {
        !self.is_weak || self.of[word as usize].is_ordered && is_after
    }

    /// The step that wrote what was read, and what is newer, as far as both are certain. A read of a
    /// read-modify-write `is_newest` for sure.
    pub(crate) fn read(
        &self,
        word: ObjectId,
        bits: u64,
        is_newest: bool,
    ) -> (Option<StepId>, Option<Stale>) {
        let Writes { all, is_ordered, .. } = &self.of[word as usize];
        let Some((last, newest)) = all.last().copied() else { return (None, None) };
        if !self.is_weak || is_newest {
            return ((newest == bits).then_some(last), None);
        }
        let mut sources = all.iter().filter(|(_, value)| *value == bits);
        let (Some((from, _)), None, true) = (sources.next(), sources.next(), is_ordered) else {
            return (None, None);
        };
        let stale = (*from != last).then(|| Stale { newest: value(newest), written: last });
        (Some(*from), stale)
    }
}
