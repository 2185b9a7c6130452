//! What of a unit is written down: only what the rest cannot be computed from.

use serde::{Deserialize, Serialize};

use crate::graph::{Flags, LocationIndex, Op, Order, Request, ThreadIndex};
use crate::memory::Memory;
use crate::run::Name;

/// A unit as written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) program: [u8; 8],
    pub(super) bounds: [u8; 8],
    pub(super) memory: Memory,
    /// Of each thread but the first: who started it, and the how-manyth of its children it is.
    pub(super) threads: Vec<(ThreadIndex, u32)>,
    pub(super) locations: Vec<LocationRecord>,
    /// What the events ask for, each once: most programs ask for the same few things again and again.
    pub(super) requests: Vec<RequestRecord>,
    pub(super) events: Vec<EventRecord>,
    /// What few events have, for those that are marked, in their order: choice, then place.
    pub(super) extras: Vec<u64>,
    pub(super) alternative: Option<AlternativeRecord>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct LocationRecord {
    pub(super) name: Name,
    pub(super) initial: u64,
    pub(super) chain: bool,
}

/// A request without its line in the source, which the program gives again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct RequestRecord {
    pub(super) op: Op,
    /// One more than the location; 0 for none.
    location: u32,
    /// Both orderings, three bits each.
    orders: u8,
}

/// An event without what its request and its source determine: values, clocks, names.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct EventRecord {
    pub(super) thread: ThreadIndex,
    /// Which of the requests.
    pub(super) request: u32,
    pub(super) marks: Marks,
    /// How far back the source is: events are numbered from the newest, 2, downwards in time; 0 and 1
    /// are the initial write and none.
    pub(super) source: u64,
}

/// The history flags of an event, and which extras it has, as bits. The extras use bits that no
/// history flag has.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Marks(u8);

impl Marks {
    /// Another outcome than the first.
    const CHOICE: u8 = 1;
    /// A store that did not go last in modification order when it was added.
    const PLACED: u8 = 2;

    pub(super) fn new(flags: Flags, choice: bool, placed: bool) -> Self {
        let code = u8::try_from(flags.only(Flags::HISTORY).code()).unwrap_or(0);
        let choice = if choice { Self::CHOICE } else { 0 };
        Self(code | choice | if placed { Self::PLACED } else { 0 })
    }

    pub(super) fn has_choice(self) -> bool {
        self.0 & Self::CHOICE != 0
    }

    pub(super) fn is_placed(self) -> bool {
        self.0 & Self::PLACED != 0
    }

    /// The history flags; `None` if there are others.
    pub(super) fn flags(self) -> Option<Flags> {
        let flags = Flags::from_code(u64::from(self.0 & !(Self::CHOICE | Self::PLACED)))?;
        (flags.only(Flags::HISTORY) == flags).then_some(flags)
    }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct AlternativeRecord {
    pub(super) thread: ThreadIndex,
    pub(super) request: RequestRecord,
    pub(super) kind: KindRecord,
    pub(super) weight: u64,
}

/// [`Kind`](crate::explore::Kind), with events as numbers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum KindRecord {
    Forward { rf: u64, choice: u32 },
    Placement { predecessor: u64 },
    Revisit { read: u64, rf: u64, choice: u32 },
    PlacedRevisit { predecessor: u64, thread: ThreadIndex, request: RequestRecord },
}

impl RequestRecord {
    pub(super) fn new(request: &Request) -> Self {
        let orders = request.order.code() | request.failure.code() << 3;
        Self {
            op: request.op,
            // The location of what has none is the largest number there is.
            location: request.location.wrapping_add(1),
            orders: u8::try_from(orders).unwrap_or(u8::MAX),
        }
    }

    pub(super) fn location(&self) -> LocationIndex {
        self.location.wrapping_sub(1)
    }

    /// As a request; `None` if there are no such orderings.
    pub(super) fn request(&self) -> Option<Request> {
        let orders = u64::from(self.orders);
        Some(Request {
            op: self.op,
            location: self.location(),
            order: Order::from_code(orders & 7)?,
            failure: Order::from_code(orders >> 3)?,
            site: Request::UNKNOWN_SITE,
        })
    }
}
