//! Locations whose accesses must be ordered after their making, and after and before every plain
//! access to them (`with_mut`, `unsync_load`): an atomic is written plainly when it is made, so whoever
//! gets to it without happens-before reads what may not be there yet.

use std::panic::Location;

use super::plain::Access;
use super::{Engine, Halt};
use crate::graph::{EventId, LocationIndex, Request, Row};

/// Who made a location.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making {
    what: &'static str,
    by: Access,
}

/// A plain access, which is an event like an atomic one, and which others may not race with.
#[derive(Clone, Copy, Debug)]
struct PlainUse {
    location: LocationIndex,
    event: EventId,
    write: bool,
}

/// What is known of the locations of one run.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// By location; `None` if it may be used from everywhere.
    making: Vec<Option<Making>>,
    plain: Vec<PlainUse>,
}

impl Watch {
    /// Forgets the last run.
    pub(super) fn begin(&mut self) {
        self.making.clear();
        self.plain.clear();
    }

    #[inline]
    fn of(&self, location: LocationIndex) -> Option<Making> {
        self.making.get(location as usize).copied().flatten()
    }
}

impl Engine {
    /// From now on every access to `location`, which the thread that runs has just made, is checked.
    /// `what` is a noun with its article.
    pub(crate) fn watch(
        &mut self,
        location: LocationIndex,
        what: &'static str,
        site: &'static Location<'static>,
    ) {
        if self.teardown {
            return;
        }
        let thread = self.current;
        let epoch = self.slots[thread as usize].index;
        let by = Access { thread, epoch, write: true, site };
        let making = &mut self.watch.making;
        if making.len() <= location as usize {
            making.resize(location as usize + 1, None);
        }
        making[location as usize] = Some(Making { what, by });
    }

    /// The operation that the thread that runs has just done was a plain access: it must be ordered
    /// with every other access to its location, of those that are there and of those to come.
    pub(crate) fn make_plain(&mut self, location: LocationIndex, write: bool) -> Option<Halt> {
        if self.teardown || self.halt.is_some() {
            return None;
        }
        let event = self.newest_of_current()?;
        self.watch.plain.push(PlainUse { location, event, write });
        let graph = &self.search.graph;
        let other = graph.accesses(location).find(|&other| {
            other != event
                && (write || graph.event(other).is_write())
                && !graph.event(other).is_waiting()
                && !graph.happens_before(other, event)
                && !graph.happens_before(event, other)
        })?;
        Some(self.race_between(location, (other, None), (event, Some(write))))
    }

    /// Whether the access that the thread that runs has just performed races with the making of its
    /// location or with a plain access.
    #[inline]
    pub(super) fn misuse_of_watched(&self, request: &Request) -> Option<Halt> {
        let making = self.watch.of(request.location)?;
        let event = self.newest_of_current()?;
        let made = making.by;
        if made.thread != self.current
            && self.search.graph.clock(event.at(), Row::Hb)[made.thread as usize] <= made.epoch
        {
            let later = self.access_of(event, None);
            return Some(Halt::Race { earlier: made, later, what: making.what });
        }
        if self.watch.plain.is_empty() {
            None
        } else {
            self.race_with_plain(request.location, event)
        }
    }

    #[cold]
    fn race_with_plain(&self, location: LocationIndex, event: EventId) -> Option<Halt> {
        let graph = &self.search.graph;
        let plain = self.watch.plain.iter().find(|plain| {
            plain.location == location
                && plain.event != event
                && (plain.write || graph.event(event).is_write())
                && !graph.happens_before(plain.event, event)
                && !graph.happens_before(event, plain.event)
        })?;
        Some(self.race_between(location, (plain.event, Some(plain.write)), (event, None)))
    }

    fn race_between(
        &self,
        location: LocationIndex,
        earlier: (EventId, Option<bool>),
        later: (EventId, Option<bool>),
    ) -> Halt {
        Halt::Race {
            earlier: self.access_of(earlier.0, earlier.1),
            later: self.access_of(later.0, later.1),
            what: self.watch.of(location).map_or("a location", |making| making.what),
        }
    }

    /// An event as an access; a plain one says whether it counts as a write.
    fn access_of(&self, event: EventId, write: Option<bool>) -> Access {
        let event = self.search.graph.event(event);
        Access {
            thread: event.thread,
            epoch: event.index,
            write: write.unwrap_or(event.is_write()),
            site: event.request.site,
        }
    }

    /// The event of the thread that runs that was performed last.
    fn newest_of_current(&self) -> Option<EventId> {
        let index = self.slots[self.current as usize].index.checked_sub(1)?;
        self.search.graph.of_thread(self.current).get(index as usize).copied()
    }
}
