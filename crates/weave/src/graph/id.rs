//! Names of things inside a graph.

/// An event: its position in the graph's arena, which is also the order in which events were added.
///
/// Two values are not events: [`INIT`](Self::INIT), the write that gave a location its first value,
/// and [`NONE`](Self::NONE).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(u32);

impl EventId {
    /// The initial write of a location; before every other write in modification order.
    pub const INIT: Self = Self(u32::MAX);
    /// No event.
    pub const NONE: Self = Self(u32::MAX - 1);

    pub(crate) fn new(position: usize) -> Self {
        debug_assert!(position < Self::NONE.0 as usize, "an arena of four billion events");
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the steps of a thread")]
        Self(position as u32)
    }

    /// Whether this names an event of the arena.
    #[inline]
    pub fn is_event(self) -> bool {
        self < Self::NONE
    }

    /// Itself, if it is an event.
    #[inline]
    pub(crate) fn some(self) -> Option<Self> {
        self.is_event().then_some(self)
    }

    /// The position in the arena.
    #[inline]
    pub(crate) fn at(self) -> usize {
        debug_assert!(self.is_event());
        self.0 as usize
    }

    /// As a number that survives a trip through text: initial write 0, none 1, events from 2.
    pub(crate) fn code(self) -> u64 {
        match self {
            Self::INIT => 0,
            Self::NONE => 1,
            Self(position) => u64::from(position) + 2,
        }
    }

    pub(crate) fn from_code(code: u64) -> Option<Self> {
        match code {
            0 => Some(Self::INIT),
            1 => Some(Self::NONE),
            code => u32::try_from(code - 2).ok().map(Self).filter(|id| id.is_event()),
        }
    }
}

impl std::fmt::Debug for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::INIT => f.write_str("init"),
            Self::NONE => f.write_str("none"),
            Self(position) => write!(f, "e{position}"),
        }
    }
}

/// A thread: dense numbers from 0, the thread that the program starts in.
pub type ThreadIndex = u32;

/// A location: dense numbers, in no particular order.
pub type LocationIndex = u32;
