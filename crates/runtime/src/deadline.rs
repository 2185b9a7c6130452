use std::time::Duration;

use crate::{Native, Runtime};

/// A moment of a runtime's clock: the time since an origin that only the clock knows.
///
/// The clock is monotonic: setting the time of day does not move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Duration);

/// The moment at which a wait gives up, if there is one.
///
/// A wait of several steps computes it once. A model never compares it with a clock: there it only
/// says that the wait *may* give up, and so at any moment. Whoever was told
/// [`TimedOut`](crate::Wait::TimedOut) must not wait for the same deadline again: it has passed.
///
/// # Examples
///
/// ```
/// use plainweave_runtime::Deadline;
/// use std::time::Duration;
///
/// assert!(Deadline::after(Duration::from_secs(1)).is_timed());
/// assert_eq!(Deadline::after(Duration::MAX), Deadline::NEVER, "too far away to be a moment");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline(Option<Moment>);

impl Deadline {
    /// Waits for ever.
    pub const NEVER: Self = Self(None);

    /// The moment `timeout` from now on the [`Native`] clock; see [`Runtime::deadline`].
    #[inline]
    pub fn after(timeout: Duration) -> Self {
        Native::deadline(timeout)
    }

    /// At this moment.
    pub const fn at(moment: Moment) -> Self {
        Self(Some(moment))
    }

    /// Whether the wait may give up.
    #[inline]
    pub const fn is_timed(self) -> bool {
        self.0.is_some()
    }

    /// The moment, or `None` if that is never.
    #[inline]
    pub const fn moment(self) -> Option<Moment> {
        self.0
    }
}
