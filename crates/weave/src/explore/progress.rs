//! How much of the tree is done: each run splits its share of the whole evenly between itself and
//! what it queued. The shares of finished runs add up to 1 at the end.

use super::Search;

impl Search {
    /// Shares the current weight between the alternatives queued from position `first` on, and the
    /// run that has just ended if `leaf`.
    pub(crate) fn spread_weight(&mut self, first: usize, leaf: bool) {
        // Weights are exactly 0.0 until they are set.
        let unset = |weight: f64| weight == 0.0;
        let queued = self.todo[first..].iter().filter(|a| unset(a.weight)).count();
        let parts = queued + usize::from(leaf);
        if parts == 0 {
            self.finished_weight += self.weight;
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let share = self.weight / parts as f64;
        for alternative in self.todo[first..].iter_mut().filter(|a| unset(a.weight)) {
            alternative.weight = share;
        }
        if leaf {
            self.finished_weight += share;
        }
    }

    /// The share of the tree that is done, from 0 to 1.
    pub(crate) fn finished_weight(&self) -> f64 {
        self.finished_weight
    }
}
