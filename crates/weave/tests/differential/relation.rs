//! Binary relations on at most 64 nodes, as matrices of bits.

/// How many nodes there may be.
pub(crate) const NODES: usize = 64;

/// Row `i` has a bit for each node that `i` is related to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Relation(Vec<u64>);

impl Relation {
    pub(crate) fn empty(nodes: usize) -> Self {
        Self(vec![0; nodes])
    }

    /// All pairs of which this holds.
    pub(crate) fn of(nodes: usize, holds: impl Fn(usize, usize) -> bool) -> Self {
        let row = |from| (0..nodes).filter(|&to| holds(from, to)).fold(0, |row, to| row | 1 << to);
        Self((0..nodes).map(row).collect())
    }

    /// The identity on a set.
    pub(crate) fn on(nodes: usize, is_member: impl Fn(usize) -> bool) -> Self {
        Self((0..nodes).map(|at| if is_member(at) { 1 << at } else { 0 }).collect())
    }

    pub(crate) fn add(&mut self, from: usize, to: usize) {
        self.0[from] |= 1 << to;
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a | b).collect())
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & !b).collect())
    }

    /// Composition.
    pub(crate) fn then(&self, next: &Self) -> Self {
        let through = |&row: &u64| {
            let (mut left, mut to) = (row, 0);
            while left != 0 {
                to |= next.0[left.trailing_zeros() as usize];
                left &= left - 1;
            }
            to
        };
        Self(self.0.iter().map(through).collect())
    }

    /// Or nothing: with the identity.
    pub(crate) fn maybe(&self) -> Self {
        Self(self.0.iter().enumerate().map(|(at, row)| row | 1 << at).collect())
    }

    /// Transitive closure (Warshall).
    pub(crate) fn plus(&self) -> Self {
        let mut rows = self.0.clone();
        for via in 0..rows.len() {
            let beyond = rows[via];
            for row in &mut rows {
                if *row >> via & 1 == 1 {
                    *row |= beyond;
                }
            }
        }
        Self(rows)
    }

    pub(crate) fn is_irreflexive(&self) -> bool {
        self.0.iter().enumerate().all(|(at, row)| row >> at & 1 == 0)
    }

    pub(crate) fn is_acyclic(&self) -> bool {
        self.plus().is_irreflexive()
    }
}
