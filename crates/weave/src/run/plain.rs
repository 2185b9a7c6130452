//! Plain memory: no events, but every access must be ordered by happens-before with every other one
//! that conflicts. Without a race a plain read has exactly one possible source, so nothing is lost by
//! not branching on it.

use std::panic::Location;

use crate::graph::ThreadIndex;

/// One access: by whom, after how many of the thread's events, at which line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    pub(crate) thread: ThreadIndex,
    pub(crate) epoch: u32,
    pub(crate) write: bool,
    pub(crate) site: &'static Location<'static>,
}

impl Access {
    /// Whether this happens before what a thread with this view does now. `None` knows of nothing.
    fn is_before(&self, thread: ThreadIndex, view: Option<&[u32]>) -> bool {
        self.thread == thread || view.is_some_and(|view| self.epoch < view[self.thread as usize])
    }
}

/// The accesses of one cell that a later one could race with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    write: Option<Access>,
    /// One a thread, since the last write.
    reads: Vec<Access>,
}

impl Cell {
    /// Records an access; the earlier one that it races with, if there is one.
    pub(crate) fn access(&mut self, access: Access, view: Option<&[u32]>) -> Option<Access> {
        let racing = |earlier: &&Access| !earlier.is_before(access.thread, view);
        let mut found = self.write.as_ref().filter(racing).copied();
        if access.write {
            found = found.or_else(|| self.reads.iter().find(racing).copied());
            self.reads.clear();
            self.write = Some(access);
        } else {
            self.reads.retain(|read| read.thread != access.thread);
            self.reads.push(access);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(thread: ThreadIndex, epoch: u32, write: bool) -> Access {
        Access { thread, epoch, write, site: Location::caller() }
    }

    #[test]
    fn only_unordered_conflicts_race() {
        let mut cell = Cell::default();
        assert!(cell.access(access(0, 2, true), None).is_none());
        // Knows of two events of thread 0: the write came after them.
        assert!(cell.access(access(1, 0, false), Some(&[2, 0])).is_some());
        assert!(cell.access(access(1, 0, false), Some(&[3, 0])).is_none());
        assert!(
            cell.access(access(2, 0, false), Some(&[3, 0, 0])).is_none(),
            "reads do not conflict"
        );
        assert!(
            cell.access(access(0, 5, true), Some(&[5, 1, 0])).is_some(),
            "the read of thread 2"
        );
    }
}
