//! One event: what a thread asked for, what it got, and its place in the relations.

use std::panic::Location;

use super::id::{EventId, LocationIndex, ThreadIndex};
use super::op::{Op, Order};

/// What a thread asks for: an operation, where, how ordered, and the line that asks.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The operation.
    pub op: Op,
    /// The location, or [`Request::NOWHERE`].
    pub location: LocationIndex,
    /// The ordering; of a compare-and-swap, the one on success.
    pub order: Order,
    /// The ordering of a compare-and-swap that fails.
    pub failure: Order,
    /// The caller's line.
    pub site: &'static Location<'static>,
}

impl Request {
    /// The location of operations that have none.
    pub const NOWHERE: LocationIndex = u32::MAX;

    /// The line of what was read from text, until the program asks for it again.
    pub(crate) const UNKNOWN_SITE: &'static Location<'static> = Location::caller();

    /// Whether `other` asks for the same, wherever in the source.
    pub(crate) fn asks_the_same_as(&self, other: &Self) -> bool {
        self.op == other.op
            && self.location == other.location
            && self.order == other.order
            && self.failure == other.failure
    }
}

/// What an event is, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Flags(u8);

impl Flags {
    pub(crate) const READ: Self = Self(1);
    pub(crate) const WRITE: Self = Self(2);
    /// Part of an earlier revisit: never deleted, never revisited (I4).
    pub(crate) const FIXED: Self = Self(4);
    /// A read that a revisit placed: another revisit may take it only if its source stays (I4).
    pub(crate) const REVISITED: Self = Self(8);
    /// Sequentially consistent.
    pub(crate) const SEQ_CST: Self = Self(16);
    /// An access that may be reordered: not sequentially consistent, and not put in its place in a chain
    /// by happens-before.
    pub(crate) const WEAK: Self = Self(32);
    /// A read whose value keeps its thread waiting; nothing follows it.
    pub(crate) const WAITING: Self = Self(64);
    /// A revisited read that also wrote before it was: what it had taken is used up.
    pub(crate) const HAD_WRITTEN: Self = Self(128);

    /// The flags that a graph's relations do not determine.
    pub(crate) const HISTORY: Self = Self(4 | 8 | 64 | 128);

    #[inline]
    pub(crate) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    #[inline]
    pub(crate) fn add(&mut self, flag: Self) {
        self.0 |= flag.0;
    }

    pub(crate) fn only(self, mask: Self) -> Self {
        Self(self.0 & mask.0)
    }

    pub(crate) fn code(self) -> u64 {
        u64::from(self.0)
    }

    pub(crate) fn from_code(code: u64) -> Option<Self> {
        u8::try_from(code).ok().map(Self)
    }
}

/// One visible operation of one thread, as it happened.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub(crate) request: Request,
    /// The value read.
    pub(crate) read: u64,
    /// The value written.
    pub(crate) written: u64,
    pub(crate) thread: ThreadIndex,
    /// Position in the thread.
    pub(crate) index: u32,
    /// Which of the outcomes that the value read leaves open, of how many.
    pub(crate) choice: u32,
    pub(crate) choices: u32,
    pub(crate) flags: Flags,
    /// Where a read takes its value from; of a join or a wake-up, the event it comes after.
    pub(crate) rf: EventId,
    /// Modification order, as a list with labels that grow along it.
    pub(crate) mo_previous: EventId,
    pub(crate) mo_next: EventId,
    pub(crate) mo_label: u32,
    /// The access of this location that was added before this one.
    pub(crate) previous_access: EventId,
    /// Identifies the porf-prefix that ends with this event, in any graph of any run.
    pub(crate) past: u128,
}

impl Event {
    /// Whether it reads.
    #[inline]
    pub fn is_read(&self) -> bool {
        self.flags.has(Flags::READ)
    }

    /// Whether it writes.
    #[inline]
    pub fn is_write(&self) -> bool {
        self.flags.has(Flags::WRITE)
    }

    /// Whether it reads and writes in one step.
    #[inline]
    pub fn is_rmw(&self) -> bool {
        self.is_read() && self.is_write()
    }

    /// Whether it accesses a location.
    #[inline]
    pub fn is_access(&self) -> bool {
        self.is_read() || self.is_write()
    }

    /// Whether it is a time limit that ran out because nothing else could happen.
    pub fn is_last_resort(&self) -> bool {
        matches!(self.request.op, Op::Woken(true)) && self.choice == Self::LAST_RESORT
    }

    /// The outcome of a wait with a time limit that nobody ended.
    pub(crate) const LAST_RESORT: u32 = 1;

    /// Whether it is a wait that has not ended.
    pub fn is_waiting(&self) -> bool {
        self.flags.has(Flags::WAITING)
    }

    /// What was asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Whose it is.
    pub fn thread(&self) -> ThreadIndex {
        self.thread
    }

    /// Its position in its thread, from 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Where a read took its value from; of a join or a wake-up, the event it comes after.
    pub fn source(&self) -> EventId {
        self.rf
    }

    /// The value read; of a choice, what was chosen.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// The value written.
    pub fn written(&self) -> u64 {
        self.written
    }
}
