//! Plain memory: no events, but every access must be ordered by happens-before with every other one
//! that conflicts. Without a race a plain read has exactly one possible source, so nothing is lost by
//! not branching on it.

use std::panic::Location;

use crate::graph::ThreadIndex;

/// One access to plain memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Access {
    /// By which thread.
    pub thread: ThreadIndex,
    /// After how many of the thread's events.
    pub epoch: u32,
    /// Whether it wrote.
    pub write: bool,
    /// At which line.
    pub site: &'static Location<'static>,
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
    /// Accesses that have begun and not ended.
    open: Open,
}

/// Accesses that take a while, and during which their thread or another one may access again.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    reads: u32,
    write: bool,
}

impl Cell {
    /// Begins an access that takes a while. If one is open that excludes it: whether that writes.
    pub(crate) fn open(&mut self, write: bool) -> Result<(), bool> {
        if self.open.write {
            return Err(true);
        }
        if write && self.open.reads > 0 {
            return Err(false);
        }
        if write {
            self.open.write = true;
        } else {
            self.open.reads += 1;
        }
        Ok(())
    }

    /// Ends such an access.
    pub(crate) fn close(&mut self, write: bool) {
        if write {
            self.open.write = false;
        } else {
            self.open.reads = self.open.reads.saturating_sub(1);
        }
    }

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
    fn open_writes_exclude_everything() {
        let mut cell = Cell::default();
        assert!(cell.open(false).is_ok() && cell.open(false).is_ok());
        cell.close(false);
        assert_eq!(cell.open(true), Err(false));
        cell.close(false);
        assert!(cell.open(true).is_ok());
        assert_eq!((cell.open(true), cell.open(false)), (Err(true), Err(true)));
        cell.close(true);
        assert!(cell.open(false).is_ok());
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
