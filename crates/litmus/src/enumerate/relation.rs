//! Relations on the events of a graph, as matrices of bits. Nothing here is clever.

/// A set of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set {
    words: Vec<u64>,
}

/// A relation between events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    size: usize,
    /// How many words a row has.
    stride: usize,
    words: Vec<u64>,
}

impl Set {
    /// Those events, of so many, that are like this.
    pub(super) fn of(size: usize, belongs: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0; size.div_ceil(64)];
        for event in (0..size).filter(|&event| belongs(event)) {
            words[event / 64] |= 1 << (event % 64);
        }
        Self { words }
    }

    pub(super) fn contains(&self, event: usize) -> bool {
        self.words[event / 64] >> (event % 64) & 1 == 1
    }

    /// Those in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        let pairs = self.words.iter().zip(&other.words);
        Self { words: pairs.map(|(left, right)| left & right).collect() }
    }

    /// Those in this one only.
    pub(super) fn without(&self, other: &Self) -> Self {
        let pairs = self.words.iter().zip(&other.words);
        Self { words: pairs.map(|(left, right)| left & !right).collect() }
    }
}

impl Relation {
    /// Relates nothing, of so many events.
    pub(super) fn empty(size: usize) -> Self {
        let stride = size.div_ceil(64);
        Self { size, stride, words: vec![0; size * stride] }
    }

    /// Relates those pairs that are like this.
    pub(super) fn of(size: usize, relates: impl Fn(usize, usize) -> bool) -> Self {
        let mut relation = Self::empty(size);
        for from in 0..size {
            for to in (0..size).filter(|&to| relates(from, to)) {
                relation.insert(from, to);
            }
        }
        relation
    }

    /// `[set]`: relates each event of a set to itself.
    pub(super) fn identity(size: usize, set: &Set) -> Self {
        let mut relation = Self::empty(size);
        for event in (0..size).filter(|&event| set.contains(event)) {
            relation.insert(event, event);
        }
        relation
    }

    pub(super) fn insert(&mut self, from: usize, to: usize) {
        self.words[from * self.stride + to / 64] |= 1 << (to % 64);
    }

    pub(super) fn contains(&self, from: usize, to: usize) -> bool {
        self.words[from * self.stride + to / 64] >> (to % 64) & 1 == 1
    }

    /// `self ∪ other`.
    pub(super) fn or(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left | right)
    }

    /// `self ∩ other`.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left & right)
    }

    /// `self \ other`.
    pub(super) fn without(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left & !right)
    }

    /// `self ; other`.
    pub(super) fn then(&self, other: &Self) -> Self {
        let mut relation = Self::empty(self.size);
        for from in 0..self.size {
            for middle in (0..self.size).filter(|&middle| self.contains(from, middle)) {
                relation.add_row(from, other.row(middle));
            }
        }
        relation
    }

    /// `self?`.
    pub(super) fn or_same(&self) -> Self {
        let mut relation = self.clone();
        (0..self.size).for_each(|event| relation.insert(event, event));
        relation
    }

    /// `self⁺`, by Warshall's algorithm.
    pub(super) fn closure(&self) -> Self {
        let mut relation = self.clone();
        for middle in 0..self.size {
            let row = relation.row(middle).to_vec();
            for from in 0..self.size {
                if relation.contains(from, middle) {
                    relation.add_row(from, &row);
                }
            }
        }
        relation
    }

    /// Whether nothing is related to itself.
    pub(super) fn is_irreflexive(&self) -> bool {
        (0..self.size).all(|event| !self.contains(event, event))
    }

    /// Whether following it never comes back.
    pub(super) fn is_acyclic(&self) -> bool {
        self.closure().is_irreflexive()
    }

    fn zip(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let words = self.words.iter().zip(&other.words);
        let words = words.map(|(&left, &right)| combine(left, right)).collect();
        Self { size: self.size, stride: self.stride, words }
    }

    /// What an event is related to.
    fn row(&self, from: usize) -> &[u64] {
        &self.words[from * self.stride..(from + 1) * self.stride]
    }

    /// Relates an event to these, too.
    fn add_row(&mut self, from: usize, row: &[u64]) {
        let own = &mut self.words[from * self.stride..(from + 1) * self.stride];
        own.iter_mut().zip(row).for_each(|(own, row)| *own |= row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Larger than a word, so that rows have two.
    const SIZE: usize = 70;

    fn successor() -> Relation {
        Relation::of(SIZE, |from, to| from + 1 == to)
    }

    #[test]
    fn composition_and_closure_are_what_they_say() {
        assert_eq!(successor().then(&successor()), Relation::of(SIZE, |from, to| from + 2 == to));
        assert_eq!(successor().closure(), Relation::of(SIZE, |from, to| from < to));
        assert_eq!(successor().closure().or_same(), Relation::of(SIZE, |from, to| from <= to));
    }

    #[test]
    fn a_cycle_is_one_however_long() {
        assert!(successor().is_acyclic());
        let mut cycle = successor();
        cycle.insert(SIZE - 1, 0);
        assert!(cycle.is_irreflexive());
        assert!(!cycle.is_acyclic());
    }

    #[test]
    fn sets_restrict() {
        let even = Set::of(SIZE, |event| event % 2 == 0);
        let third = Set::of(SIZE, |event| event % 3 == 0);
        let both = Relation::of(SIZE, |from, to| from == to && from % 6 == 0);
        assert_eq!(Relation::identity(SIZE, &even.and(&third)), both);
        assert_eq!(Set::of(SIZE, |event| event % 2 == 0 && event % 3 != 0), even.without(&third));
        assert_eq!(
            Relation::identity(SIZE, &even).then(&successor()),
            Relation::of(SIZE, |from, to| from % 2 == 0 && from + 1 == to)
        );
    }
}
