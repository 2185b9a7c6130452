//! Memory orderings, and which operation may have which.

use std::fmt;

/// How an access or a fence orders memory: `@na`, `@rlx`, `@acq`, `@rel`, `@acqrel`, `@sc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ordering {
    /// Not atomic at all: a race is an error.
    NonAtomic,
    /// Atomic, and nothing else.
    Relaxed,
    /// What came before the release of the value is visible from here on.
    Acquire,
    /// What came before is visible to whoever acquires the value.
    Release,
    /// Both.
    AcqRel,
    /// Both, and in one order with all others of this kind.
    SeqCst,
}

impl Ordering {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::NonAtomic, Self::Relaxed, Self::Acquire, Self::Release, Self::AcqRel, Self::SeqCst];

    /// As it is written behind an `@`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NonAtomic => "na",
            Self::Relaxed => "rlx",
            Self::Acquire => "acq",
            Self::Release => "rel",
            Self::AcqRel => "acqrel",
            Self::SeqCst => "sc",
        }
    }

    /// Whether a read or fence with it acquires.
    #[must_use]
    pub fn acquires(self) -> bool {
        matches!(self, Self::Acquire | Self::AcqRel | Self::SeqCst)
    }

    /// Whether a write or fence with it releases.
    #[must_use]
    pub fn releases(self) -> bool {
        matches!(self, Self::Release | Self::AcqRel | Self::SeqCst)
    }

    /// What a compare-and-swap has when it fails, if only this is written, for its success.
    #[must_use]
    pub fn on_failure(self) -> Self {
        match self {
            Self::Acquire | Self::AcqRel => Self::Acquire,
            Self::SeqCst => Self::SeqCst,
            Self::NonAtomic | Self::Relaxed | Self::Release => Self::Relaxed,
        }
    }
}

impl fmt::Display for Ordering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What an ordering is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// A load.
    Load,
    /// A store.
    Store,
    /// `fadd`, `xchg`, or a `cas` that succeeds.
    Update,
    /// A `cas` that fails.
    Failure,
    /// A fence.
    Fence,
}

impl Ordered {
    /// The orderings it may have. None written means [`Ordering::SeqCst`], and for a failure
    /// [`Ordering::on_failure`].
    #[must_use]
    pub fn allowed(self) -> &'static [Ordering] {
        use Ordering::{AcqRel, Acquire, NonAtomic, Relaxed, Release, SeqCst};
        match self {
            Self::Load => &[NonAtomic, Relaxed, Acquire, SeqCst],
            Self::Store => &[NonAtomic, Relaxed, Release, SeqCst],
            Self::Update => &[Relaxed, Acquire, Release, AcqRel, SeqCst],
            Self::Failure => &[Relaxed, Acquire, SeqCst],
            Self::Fence => &[Acquire, Release, AcqRel, SeqCst],
        }
    }
}

impl fmt::Display for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "a load",
            Self::Store => "a store",
            Self::Update => "a read-modify-write",
            Self::Failure => "a `cas` that fails",
            Self::Fence => "a fence",
        })
    }
}
