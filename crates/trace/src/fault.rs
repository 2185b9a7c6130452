//! What is wrong with a run, as data and as one sentence.

use std::fmt;

use crate::{FaultKind, Site, Text, Trace};

/// What is wrong with a run.
///
/// Its text is one sentence that names threads, objects and lines. Renderers that know better
/// places for some of them make their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Each of these threads waits for the next one, and the last for the first.
    Deadlock {
        /// The threads, in this order.
        cycle: Vec<Waiting>,
    },
    /// A thread waits for what only it can give.
    SelfDeadlock {
        /// The thread.
        waiting: Waiting,
    },
    /// A thread sleeps, and what should have woken it has already happened.
    LostWakeup {
        /// The thread.
        sleeper: Waiting,
        /// What should have woken it.
        missed: Missed,
    },
    /// A thread waits for what another one has and will not give back.
    NeverReleased {
        /// The thread that waits.
        waiting: Waiting,
        /// The thread that has it.
        holder: String,
        /// Since where it holds the object.
        since: Site,
        /// Whether it has come to its end.
        is_over: bool,
    },
    /// A thread sleeps, and nobody is left to wake it.
    NeverWoken {
        /// The thread.
        sleeper: Waiting,
        /// What it would have taken, as a clause: `nobody sets it`.
        missing: String,
    },
    /// An assertion failed.
    Assertion {
        /// The thread.
        thread: String,
        /// What it said.
        message: String,
        /// Where.
        at: Option<String>,
    },
    /// A thread panicked for another reason.
    Panic {
        /// The thread.
        thread: String,
        /// What it said.
        message: String,
        /// Where.
        at: Option<String>,
    },
    /// The engine saw two accesses to a plain variable that nothing orders.
    DataRace {
        /// The thread.
        thread: String,
        /// What the engine said.
        message: String,
        /// The two accesses, as far as the trace knows them; the later one last.
        accesses: Vec<Access>,
    },
    /// Threads are busy, but get nowhere.
    Livelock {
        /// The thread that gave up.
        thread: String,
        /// What it said.
        message: String,
        /// Where.
        at: Option<String>,
    },
    /// The run is over, and these objects are still there.
    Leak {
        /// The objects.
        objects: Vec<Leaked>,
    },
}

/// A thread that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The thread.
    pub thread: String,
    /// What for: an object, or a thread that is to end.
    pub object: String,
    /// In which operation.
    pub operation: Text,
    /// The user's line.
    pub at: Site,
    /// What it holds meanwhile.
    pub holds: Vec<Held>,
}

/// An object that a thread holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The object.
    pub object: String,
    /// The user's line that took it.
    pub since: Site,
}

/// Something that should have woken a sleeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Who did it.
    pub thread: String,
    /// In which operation.
    pub operation: Text,
    /// The user's line.
    pub at: Site,
    /// How the sleeper missed it.
    pub how: Miss,
}

/// How a sleeper missed what should have woken it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It came before anybody waited.
    TooEarly,
    /// It woke nobody.
    WokeNobody,
    /// It woke another thread, which had no use for it and slept again.
    WokeAnother(String),
}

/// An access to a plain variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The thread.
    pub thread: String,
    /// The variable.
    pub object: String,
    /// Whether it is a write.
    pub writes: bool,
    /// The user's line.
    pub at: Site,
}

/// An object that outlived its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaked {
    /// Its name.
    pub object: String,
    /// What it is, such as `lock`.
    pub kind: Text,
    /// Where it was created.
    pub created: Site,
}

/// How far a standstill goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Threads that can never move again.
    pub stuck: Vec<String>,
    /// Threads that could still move.
    pub running: Vec<String>,
    /// Threads that are over.
    pub done: Vec<String>,
}

impl Extent {
    /// Whether some threads could still move.
    pub fn is_partial(&self) -> bool {
        !self.running.is_empty()
    }
}

impl Fault {
    /// Its kind.
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Deadlock { .. } => FaultKind::Deadlock,
            Self::SelfDeadlock { .. } => FaultKind::SelfDeadlock,
            Self::LostWakeup { .. } => FaultKind::LostWakeup,
            Self::NeverReleased { .. } => FaultKind::NeverReleased,
            Self::NeverWoken { .. } => FaultKind::NeverWoken,
            Self::Assertion { .. } => FaultKind::Assertion,
            Self::Panic { .. } => FaultKind::Panic,
            Self::DataRace { .. } => FaultKind::DataRace,
            Self::Livelock { .. } => FaultKind::Livelock,
            Self::Leak { .. } => FaultKind::Leak,
        }
    }

    /// A panic of a thread: an assertion, a livelock that the program noticed, or something else,
    /// as [`FaultKind::of_panic`] says.
    pub fn of_panic(thread: String, message: String, at: Option<String>) -> Self {
        match FaultKind::of_panic(&message) {
            FaultKind::Assertion => Self::Assertion { thread, message, at },
            FaultKind::Livelock => Self::Livelock { thread, message, at },
            _ => Self::Panic { thread, message, at },
        }
    }

    /// A data race that an engine reported; the trace knows the accesses.
    pub fn data_race(thread: String, message: String, trace: &Trace) -> Self {
        Self::DataRace { thread, message, accesses: trace.racing() }
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.thread)?;
        if !self.holds.is_empty() {
            let holds: Vec<String> = self
                .holds
                .iter()
                .map(|Held { object, since }| format!("{object} since {since}"))
                .collect();
            write!(f, "holds {} and ", holds.join(", "))?;
        }
        write!(f, "waits for {} ({} at {})", self.object, self.operation, self.at)
    }
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { thread, operation, at, how } = self;
        write!(f, "{thread} did {operation} at {at} ")?;
        match how {
            Miss::TooEarly => write!(f, "before anybody waited"),
            Miss::WokeNobody => write!(f, "without waking anybody"),
            Miss::WokeAnother(other) => write!(f, "and woke {other}, which slept again"),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.writes { "writes" } else { "reads" };
        write!(f, "{} {verb} {} at {}", self.thread, self.object, self.at)
    }
}

impl fmt::Display for Leaked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} of {})", self.object, self.kind, self.created)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.kind())?;
        match self {
            Self::Deadlock { cycle } => list(f, cycle, "; "),
            Self::SelfDeadlock { waiting } => write!(f, "{waiting}, which it has itself"),
            Self::LostWakeup { sleeper, missed } => write!(f, "{sleeper}; {missed}"),
            Self::NeverReleased { waiting, holder, since, is_over } => {
                let now = if *is_over { "is over" } else { "keeps it" };
                write!(f, "{waiting}; {holder} took it at {since} and {now}")
            }
            Self::NeverWoken { sleeper, missing } => write!(f, "{sleeper}; {missing}"),
            Self::Assertion { thread, message, at }
            | Self::Panic { thread, message, at }
            | Self::Livelock { thread, message, at } => match at {
                Some(at) => write!(f, "{thread} at {at}: {message}"),
                None => write!(f, "{thread}: {message}"),
            },
            Self::DataRace { accesses, .. } if accesses.len() == 2 => {
                list(f, accesses, ", and ")?;
                write!(f, ", and nothing orders the two")
            }
            Self::DataRace { thread, message, .. } => write!(f, "{thread}: {message}"),
            Self::Leak { objects } => {
                write!(f, "the run is over, and still there: ")?;
                list(f, objects, ", ")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display], between: &str) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let before = if index == 0 { "" } else { between };
        write!(f, "{before}{item}")?;
    }
    Ok(())
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stuck: {}", self.stuck.join(", "))?;
        if !self.running.is_empty() {
            write!(f, "; still running: {}", self.running.join(", "))?;
        }
        if !self.done.is_empty() {
            write!(f, "; done: {}", self.done.join(", "))?;
        }
        Ok(())
    }
}
