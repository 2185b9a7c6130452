//! Where a run stands, as far as it is to be seen.

use std::collections::{BTreeMap, HashMap};

use trace::account::{Event, ObjectKey, Patch, Result as Went};

use super::turns::Thread;

/// What of a node is to be seen, while a run passes.
pub(super) struct Position {
    pub(super) histories: Vec<(usize, bool)>,
    pub(super) objects: BTreeMap<ObjectKey, Patch>,
    /// Who last changed each object.
    pub(super) last: BTreeMap<ObjectKey, (Thread, u32)>,
    /// Thread and number of each step so far.
    pub(super) nth_of: Vec<(Thread, u32)>,
}

impl Position {
    /// Goes on by one step, of which the thread has `seen` this much.
    pub(super) fn step(
        &mut self,
        event: &Event,
        number: usize,
        seen: String,
        histories: &mut HashMap<(usize, String), usize>,
        next: &mut HashMap<(Thread, usize, bool), usize>,
    ) {
        self.nth_of.push((event.thread, event.nth));
        let thread = event.thread as usize;
        if self.histories.len() <= thread {
            self.histories.resize(thread + 1, (0, false));
        }
        let (before, waits) = self.histories[thread];
        next.entry((event.thread, before, waits)).or_insert(number);
        self.histories[thread] = if event.result == Went::Blocked {
            (before, true)
        } else {
            // That it had to wait is nothing that it has seen.
            let new = histories.len() + 1;
            (*histories.entry((before, seen)).or_insert(new), false)
        };
        for (key, patch) in &event.after {
            self.objects.entry(key.clone()).or_default().extend(patch.clone());
            // Who waits for it has done nothing to it.
            if patch.keys().any(|field| !["waiters", "sleepers"].contains(&&**field)) {
                self.last.insert(key.clone(), (event.thread, event.nth));
            }
        }
    }
}
