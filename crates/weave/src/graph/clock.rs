//! Vector clocks of all events of a graph, in one flat table.

/// What a clock of an event says. Entry `t` of a clock is a number of events of thread `t`.
#[derive(Clone, Copy)]
pub(crate) enum Row {
    /// Before or equal in porf = (po ∪ rf ∪ spawn ∪ join ∪ wake-up)⁺.
    Porf,
    /// Before or equal in happens-before.
    Hb,
    /// What an acquiring reader of this write receives.
    Message,
    /// Messages of this thread's relaxed reads, for a later acquire fence.
    Acquired,
    /// Happens-before at this thread's last release fence.
    Released,
}

const ROWS: usize = 5;

/// Five clocks an event. The slot after the last event is scratch: an event is prepared there and
/// then either kept or overwritten, so that asking "what if" costs no allocation.
#[derive(Clone, Debug)]
pub(crate) struct Clocks {
    width: usize,
    cells: Vec<u32>,
}

impl Clocks {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, cells: vec![0; ROWS * width] }
    }

    /// How many threads a clock has room for.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    #[inline]
    fn start(&self, slot: usize, row: Row) -> usize {
        (slot * ROWS + row as usize) * self.width
    }

    /// One clock.
    #[inline]
    pub(crate) fn row(&self, slot: usize, row: Row) -> &[u32] {
        let start = self.start(slot, row);
        &self.cells[start..start + self.width]
    }

    #[inline]
    pub(crate) fn set(&mut self, slot: usize, row: Row, thread: usize, value: u32) {
        let start = self.start(slot, row);
        self.cells[start + thread] = value;
    }

    /// Clears the scratch slot.
    pub(crate) fn clear(&mut self, slot: usize) {
        let start = slot * ROWS * self.width;
        self.cells[start..start + ROWS * self.width].fill(0);
    }

    #[inline]
    pub(crate) fn copy(&mut self, to: (usize, Row), from: (usize, Row)) {
        let (to, from) = (self.start(to.0, to.1), self.start(from.0, from.1));
        self.cells.copy_within(from..from + self.width, to);
    }

    /// `to` becomes the pointwise maximum of itself and `from`.
    #[inline]
    pub(crate) fn join(&mut self, to: (usize, Row), from: (usize, Row)) {
        let (to, from) = (self.start(to.0, to.1), self.start(from.0, from.1));
        let width = self.width;
        let (to, from) = if from < to {
            let (low, high) = self.cells.split_at_mut(to);
            (&mut high[..width], &low[from..from + width])
        } else {
            let (low, high) = self.cells.split_at_mut(from);
            (&mut low[to..to + width], &high[..width])
        };
        for (to, from) in to.iter_mut().zip(from) {
            *to = (*to).max(*from);
        }
    }

    /// Keeps `slots` slots and one more for scratch.
    pub(crate) fn resize(&mut self, slots: usize) {
        self.cells.resize((slots + 1) * ROWS * self.width, 0);
    }

    /// Appends the clocks of slot `slot` of `other`, which is as wide.
    pub(crate) fn append(&mut self, other: &Self, slot: usize) {
        debug_assert_eq!(self.width, other.width);
        // The scratch slot is where it goes; a new one comes after it.
        let scratch = self.cells.len() - ROWS * self.width;
        self.cells.truncate(scratch);
        let start = slot * ROWS * self.width;
        self.cells.extend_from_slice(&other.cells[start..start + ROWS * self.width]);
        self.cells.resize(self.cells.len() + ROWS * self.width, 0);
    }

    /// Forgets all clocks; from now on they are `width` wide.
    pub(crate) fn reset(&mut self, width: usize) {
        self.width = width;
        self.cells.clear();
        self.cells.resize(ROWS * width, 0);
    }

    /// Makes room for more threads, which no event so far knows of.
    pub(crate) fn widen(&mut self, width: usize) {
        if width <= self.width {
            return;
        }
        let old = std::mem::take(&mut self.cells);
        self.cells = vec![0; old.len() / self.width * width];
        for (to, from) in self.cells.chunks_mut(width).zip(old.chunks(self.width)) {
            to[..self.width].copy_from_slice(from);
        }
        self.width = width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_table_says_the_same() {
        let mut clocks = Clocks::new(2);
        clocks.resize(1);
        clocks.set(0, Row::Hb, 1, 7);
        clocks.set(1, Row::Porf, 0, 3);
        clocks.widen(5);
        assert_eq!(clocks.row(0, Row::Hb), [0, 7, 0, 0, 0]);
        assert_eq!(clocks.row(1, Row::Porf), [3, 0, 0, 0, 0]);
        assert_eq!(clocks.row(0, Row::Porf), [0; 5]);
    }

    #[test]
    fn a_join_takes_the_larger_entries() {
        let mut clocks = Clocks::new(3);
        clocks.resize(1);
        clocks.set(0, Row::Hb, 0, 4);
        clocks.set(1, Row::Hb, 0, 2);
        clocks.set(1, Row::Hb, 2, 9);
        clocks.join((1, Row::Hb), (0, Row::Hb));
        assert_eq!(clocks.row(1, Row::Hb), [4, 0, 9]);
        clocks.join((0, Row::Message), (1, Row::Hb));
        assert_eq!(clocks.row(0, Row::Message), [4, 0, 9]);
    }
}
