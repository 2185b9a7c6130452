//! What engines know of values that are shared by counting: when their counts need no events.
//!
//! The search starts as if no count mattered. A count that does matter, by what the program does with
//! it and in what order, is found while the program runs; then the line that makes the value is noted,
//! the search starts anew, and the counts of the values made there are events from then on. See
//! `sync::Arc` for what matters.

use std::panic::Location;

use super::{Counted, Engine, Halt, suspend, with};
use crate::graph::{ThreadIndex, mix};

/// A point in a thread: between two of its events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moment {
    pub(crate) thread: ThreadIndex,
    pub(crate) epoch: u32,
}

/// A destructor runs that may as well run in another thread: no operation may depend on where.
#[derive(Debug)]
struct Alarm {
    site: &'static Location<'static>,
    /// Where else it may run.
    candidates: Vec<Moment>,
}

/// The state of one engine.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    /// The lines whose values are counted, by name. Fixed for the whole of a search.
    counted: Counted,
    alarms: Vec<Alarm>,
}

impl Sharing {
    pub(super) fn new(counted: Counted) -> Self {
        Self { counted, alarms: Vec::new() }
    }

    pub(super) fn begin(&mut self) {
        self.alarms.clear();
    }
}

/// A line by a name that is the same in every process.
fn name_of(site: &Location<'_>) -> u128 {
    let name = site.file().bytes().fold(0, |name, byte| mix(name, u64::from(byte)));
    mix(mix(name, u64::from(site.line())), u64::from(site.column()))
}

impl Engine {
    /// Whether counts of values made at `site` are events.
    pub(crate) fn is_counted(&self, site: &Location<'_>) -> bool {
        match &self.sharing.counted {
            Counted::All => true,
            Counted::Lines(lines) => !lines.is_empty() && lines.contains(&name_of(site)),
        }
    }

    /// Inside a destructor that may run elsewhere: where.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = Moment> {
        self.sharing.alarms.iter().flat_map(|alarm| alarm.candidates.iter().copied())
    }

    pub(crate) fn now(&self) -> Moment {
        Moment { thread: self.current, epoch: self.slots[self.current as usize].index }
    }

    /// Whether what the thread that runs does now comes after `moment` in every execution.
    pub(crate) fn is_past(&self, moment: Moment) -> bool {
        let now = self.now();
        let view = || self.search.graph.view(now.thread, now.epoch);
        moment.thread == now.thread
            || view().is_some_and(|view| moment.epoch < view[moment.thread as usize])
    }

    /// A destructor starts that may as well run at another of these moments.
    pub(crate) fn arm(&mut self, site: &'static Location<'static>, candidates: Vec<Moment>) {
        self.sharing.alarms.push(Alarm { site, candidates });
    }

    /// It has ended.
    pub(crate) fn disarm(&mut self) {
        self.sharing.alarms.pop();
    }

    /// Whether a destructor runs that may as well run elsewhere.
    #[inline]
    pub(crate) fn is_armed(&self) -> bool {
        !self.sharing.alarms.is_empty()
    }

    /// The program shows where such a destructor runs. Whether it did.
    #[inline]
    pub(super) fn ring(&mut self) -> bool {
        if self.sharing.alarms.is_empty() || self.teardown {
            return false;
        }
        self.note_alarms();
        true
    }

    #[cold]
    fn note_alarms(&mut self) {
        let sites: Vec<_> = self.sharing.alarms.iter().map(|alarm| alarm.site).collect();
        for site in sites {
            self.count_from_now_on(site);
        }
    }

    /// Values made at `site` are to be counted: ends the run.
    fn count_from_now_on(&mut self, site: &'static Location<'static>) {
        super::lock(&self.names).count(name_of(site));
        self.halt(Halt::Anew);
    }
}

/// Counts of values made at `site` matter: the search starts anew. Returns when the run is torn down.
#[cold]
pub(crate) fn start_anew(site: &'static Location<'static>) {
    with(|engine| {
        engine.note_alarms();
        engine.count_from_now_on(site);
    });
    while !with(|engine| engine.is_teardown()) {
        suspend();
    }
}
