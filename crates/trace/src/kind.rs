use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kind of a fault.
///
/// ```
/// use plainweave_trace::FaultKind;
///
/// assert_eq!("lost-wakeup".parse(), Ok(FaultKind::LostWakeup));
/// let unknown = "dead-lock".parse::<FaultKind>().unwrap_err();
/// assert!(unknown.to_string().starts_with("`dead-lock` is no kind of fault; there are deadlock"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Threads wait for one another in a circle.
    Deadlock,
    /// A thread waits for what only it can give.
    SelfDeadlock,
    /// A thread sleeps, and what should have woken it has already happened.
    LostWakeup,
    /// A thread waits for what another one has and will not give back.
    NeverReleased,
    /// A thread sleeps, and nobody is left to wake it.
    NeverWoken,
    /// An assertion failed.
    Assertion,
    /// A thread panicked for another reason.
    Panic,
    /// Two accesses to a plain variable, one of them a write, that nothing orders.
    DataRace,
    /// Threads are busy, but get nowhere.
    Livelock,
    /// The run is over, and objects of it are still there.
    Leak,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Deadlock,
        Self::SelfDeadlock,
        Self::LostWakeup,
        Self::NeverReleased,
        Self::NeverWoken,
        Self::Assertion,
        Self::Panic,
        Self::DataRace,
        Self::Livelock,
        Self::Leak,
    ];

    /// Its name in reports and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deadlock => "deadlock",
            Self::SelfDeadlock => "self-deadlock",
            Self::LostWakeup => "lost-wakeup",
            Self::NeverReleased => "never-released",
            Self::NeverWoken => "never-woken",
            Self::Assertion => "assertion",
            Self::Panic => "panic",
            Self::DataRace => "data-race",
            Self::Livelock => "livelock",
            Self::Leak => "leak",
        }
    }

    /// Whether somebody waits for ever.
    pub const fn is_standstill(self) -> bool {
        match self {
            Self::Deadlock
            | Self::SelfDeadlock
            | Self::LostWakeup
            | Self::NeverReleased
            | Self::NeverWoken => true,
            Self::Assertion | Self::Panic | Self::DataRace | Self::Livelock | Self::Leak => false,
        }
    }

    /// The kind of a panic with this message.
    ///
    /// ```
    /// use plainweave_trace::FaultKind;
    ///
    /// assert_eq!(FaultKind::of_panic("assertion `left == right` failed"), FaultKind::Assertion);
    /// assert_eq!(FaultKind::of_panic("livelock: 3 rounds, no meal"), FaultKind::Livelock);
    /// assert_eq!(FaultKind::of_panic("called `Option::unwrap()` on a `None` value"), FaultKind::Panic);
    /// ```
    pub fn of_panic(message: &str) -> Self {
        if message.starts_with("assertion") {
            Self::Assertion
        } else if message.starts_with("livelock:") {
            Self::Livelock
        } else {
            Self::Panic
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No kind of fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of fault; there are {kinds}", kinds = names())]
pub struct UnknownFault(pub String);

fn names() -> String {
    FaultKind::ALL.map(FaultKind::name).join(", ")
}

impl FromStr for FaultKind {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == text);
        known.ok_or_else(|| UnknownFault(text.to_owned()))
    }
}
