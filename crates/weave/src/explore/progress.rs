//! How much of the tree is done: each run splits its share of the whole evenly between itself and
//! what it queued. The shares of finished runs add up to the whole at the end.

use super::{Search, Share};

impl Search {
    /// Shares the current weight between the alternatives queued from position `first` on, and the
    /// run that has just ended if `leaf`. What an even division leaves over goes to the first of them.
    pub(crate) fn spread_weight(&mut self, first: usize, leaf: bool) {
        let queued = self.todo[first..].iter().filter(|queued| queued.weight.is_none()).count();
        let (each, mut rest) = self.weight.split(queued + usize::from(leaf));
        for weight in self.todo[first..].iter_mut().map(|queued| &mut queued.weight) {
            weight.get_or_insert_with(|| each.plus(std::mem::take(&mut rest)));
        }
        if leaf || queued == 0 {
            self.finished_weight = self.finished_weight.plus(each).plus(rest);
        }
    }

    /// The share of the tree that this search has done.
    pub(crate) fn finished_weight(&self) -> Share {
        self.finished_weight
    }
}
