//! The states that a search has met: how far each thread is, and which one runs. They are numbered,
//! found by content, and kept in buffers that the next search uses again.

/// States of the same width, each with what the search knows of it.
#[derive(Debug, Default)]
pub(super) struct States {
    width: usize,
    cells: Vec<u32>,
    costs: Vec<u32>,
    parents: Vec<u32>,
    /// Open addressing: the number of a state and one more, or 0.
    table: Vec<u32>,
}

const SMALLEST_TABLE: usize = 64;

impl States {
    /// Forgets everything; states have so many cells from now on.
    pub(super) fn reset(&mut self, width: usize) {
        self.width = width;
        self.cells.clear();
        self.costs.clear();
        self.parents.clear();
        self.table.clear();
        self.table.resize(SMALLEST_TABLE, 0);
    }

    pub(super) fn len(&self) -> usize {
        self.costs.len()
    }

    pub(super) fn state(&self, number: u32) -> &[u32] {
        let start = number as usize * self.width;
        &self.cells[start..start + self.width]
    }

    pub(super) fn cost(&self, number: u32) -> u32 {
        self.costs[number as usize]
    }

    /// The state from which this one was reached for the least; itself, if it is the first.
    pub(super) fn parent(&self, number: u32) -> u32 {
        self.parents[number as usize]
    }

    /// A state was reached from `parent` (`None`: it is the first). Its number, unless it had been
    /// reached for as little before.
    pub(super) fn reach(&mut self, state: &[u32], cost: u32, parent: Option<u32>) -> Option<u32> {
        let slot = self.find(state);
        if let Some(number) = self.table[slot].checked_sub(1) {
            if self.costs[number as usize] <= cost {
                return None;
            }
            self.costs[number as usize] = cost;
            self.parents[number as usize] = parent.unwrap_or(number);
            return Some(number);
        }
        let number = u32::try_from(self.len()).expect("a limit on states is below four billion");
        self.table[slot] = number + 1;
        self.cells.extend_from_slice(state);
        self.costs.push(cost);
        self.parents.push(parent.unwrap_or(number));
        if self.len() * 2 > self.table.len() {
            self.grow();
        }
        Some(number)
    }

    /// Where a state is in the table, or would be.
    fn find(&self, state: &[u32]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash(state) & mask;
        while let Some(number) = self.table[slot].checked_sub(1) {
            if self.state(number) == state {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = self.table.len() * 4;
        self.table.clear();
        self.table.resize(size, 0);
        for number in (0u32..).take(self.len()) {
            let slot = self.find(self.state(number));
            self.table[slot] = number + 1;
        }
    }
}

/// A multiply and a rotation a cell; the upper half is the better one.
fn hash(state: &[u32]) -> usize {
    let stir = |hash: u64, &cell: &u32| {
        (hash.rotate_left(5) ^ u64::from(cell)).wrapping_mul(0x517C_C1B7_2722_0A95)
    };
    (state.iter().fold(0, stir) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_known_by_its_content_and_only_gets_cheaper() {
        let mut states = States::default();
        states.reset(3);
        for a in 0..40 {
            for b in 0..40 {
                let parent = (a, b) != (0, 0);
                let parent = parent.then(|| a * 40 + b - 1);
                assert!(states.reach(&[a, b, a % 2], 7, parent).is_some());
            }
        }
        assert_eq!(states.len(), 1600);
        assert_eq!(states.reach(&[3, 4, 1], 7, Some(0)), None);
        let number = states.reach(&[3, 4, 1], 6, Some(9)).expect("it is cheaper");
        assert_eq!((number, states.cost(number), states.parent(number)), (124, 6, 9));
        assert_eq!(states.state(number), [3, 4, 1]);
        states.reset(1);
        assert_eq!(states.reach(&[3], 0, None), Some(0));
    }
}
