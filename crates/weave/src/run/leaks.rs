//! What has to be given back before an execution ends: allocations, and values that are shared by
//! counting.

use std::collections::HashMap;
use std::panic::Location;

use super::{Engine, Halt};

/// A thing that must not be there any more when all threads have ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owed {
    what: &'static str,
    site: &'static Location<'static>,
}

/// The things made in one run. Numbers go on from run to run, so that a thing of an earlier run that
/// is given back late is not taken for one of this run.
#[derive(Debug, Default)]
pub(super) struct Leaks {
    first: u32,
    owed: Vec<Option<Owed>>,
    /// Of raw allocations, by address.
    allocations: HashMap<usize, u32>,
}

impl Leaks {
    /// Forgets what the last run made.
    pub(super) fn begin(&mut self) {
        self.first = self.first.wrapping_add(count(&self.owed));
        self.owed.clear();
        self.allocations.clear();
    }

    fn track(&mut self, owed: Owed) -> u32 {
        let id = self.first.wrapping_add(count(&self.owed));
        self.owed.push(Some(owed));
        id
    }

    fn untrack(&mut self, id: u32) -> bool {
        let index = id.wrapping_sub(self.first) as usize;
        self.owed.get_mut(index).and_then(Option::take).is_some()
    }

    fn first_leak(&self) -> Option<Owed> {
        self.owed.iter().copied().flatten().next()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by what a run can make")]
fn count(owed: &[Option<Owed>]) -> u32 {
    owed.len() as u32
}

impl Engine {
    /// Expects `untrack` of the number returned before the execution ends: if all threads end without
    /// it, that is a failure. `what` is a noun without its article ("Arc", "Allocation").
    pub(crate) fn track(&mut self, what: &'static str, site: &'static Location<'static>) -> u32 {
        self.leaks.track(Owed { what, site })
    }

    /// The thing with this number is gone. `false` if this run has no such thing, or it was gone
    /// already.
    pub(crate) fn untrack(&mut self, id: u32) -> bool {
        self.leaks.untrack(id)
    }

    /// The same for memory, named by its address.
    pub(crate) fn track_allocation(&mut self, address: usize, site: &'static Location<'static>) {
        let id = self.track("Allocation", site);
        self.leaks.allocations.insert(address, id);
    }

    /// Memory is given back. `false` if it was not allocated in this run.
    pub(crate) fn untrack_allocation(&mut self, address: usize) -> bool {
        self.leaks.allocations.remove(&address).is_some_and(|id| self.untrack(id))
    }

    /// What is left, of what was made first.
    pub(super) fn leak(&self) -> Option<Halt> {
        self.leaks.first_leak().map(|Owed { what, site }| Halt::Leak { what, site })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_given_back_is_found_and_runs_do_not_mix() {
        let owed = || Owed { what: "Arc", site: Location::caller() };
        let mut leaks = Leaks::default();
        let (a, b) = (leaks.track(owed()), leaks.track(owed()));
        assert!(leaks.untrack(a));
        assert!(!leaks.untrack(a), "gone already");
        assert!(leaks.first_leak().is_some());
        leaks.begin();
        assert!(leaks.first_leak().is_none());
        assert!(!leaks.untrack(b), "of another run");
        let c = leaks.track(owed());
        assert_ne!(c, b);
        assert!(leaks.untrack(c));
    }
}
