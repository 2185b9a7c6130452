use std::fmt;

use record::{Failure, Recording};
use trace::{Extent, Fault, FaultKind, Trace};

/// What an engine has to say about a program.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// No run failed.
    Holds {
        /// Of which runs that is said.
        scope: Scope,
    },
    /// A run failed.
    Breaks {
        /// What is wrong with it.
        fault: Box<Fault>,
        /// Who is stuck, if it came to a standstill.
        extent: Option<Extent>,
        /// What happened in it.
        trace: Box<Trace>,
    },
    /// No run failed, but the engine had to stop before its time.
    Undecided {
        /// Why.
        why: Why,
    },
}

/// Which runs were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All there are.
    Exhaustive,
    /// All there are within the bounds of the report.
    Bounded,
    /// Some.
    Sampled,
}

impl Scope {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exhaustive => "exhaustive",
            Self::Bounded => "bounded",
            Self::Sampled => "sampled",
        }
    }
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// As many executions as were allowed.
    Runs,
    /// As much time as was allowed.
    Time,
    /// Somebody asked it to stop.
    Interrupted,
    /// A single execution took more steps than are allowed.
    Steps,
    /// The engine cannot run this program.
    Unsupported(String),
    /// The engine is not part of this build.
    NotBuilt,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs => f.write_str("stopped after the allowed number of runs"),
            Self::Time => f.write_str("stopped after the allowed time"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Steps => f.write_str("an execution took more steps than are allowed"),
            Self::Unsupported(why) => write!(f, "the engine cannot run this program: {why}"),
            Self::NotBuilt => f.write_str("this build is without the engine"),
        }
    }
}

impl Verdict {
    /// The verdict on a run that failed with `failure`.
    pub(crate) fn on(failure: Failure, recording: &Recording) -> Self {
        let trace = Box::new(recording.trace());
        let (fault, extent) = match failure {
            Failure::Stuck if recording.was_cut() => {
                let why = "it came to a standstill after more steps than a trace keeps".to_owned();
                return Self::Undecided { why: Why::Unsupported(why) };
            }
            Failure::Stuck => {
                let Some((fault, extent)) = trace.blame() else {
                    let why = "it came to a standstill, but no thread waits".to_owned();
                    return Self::Undecided { why: Why::Unsupported(why) };
                };
                (fault, Some(extent))
            }
            Failure::Panic { thread, message, at } => (Fault::of_panic(thread, message, at), None),
            Failure::Leak { objects } => (Fault::Leak { objects }, None),
        };
        Self::Breaks { fault: Box::new(fault), extent, trace }
    }

    /// The verdict on a run in which the engine saw a data race.
    pub(crate) fn data_race(thread: String, message: String, recording: &Recording) -> Self {
        let trace = Box::new(recording.trace());
        let fault = Box::new(Fault::data_race(thread, message, &trace));
        Self::Breaks { fault, extent: None, trace }
    }

    pub(crate) fn unsupported(why: impl Into<String>) -> Self {
        Self::Undecided { why: Why::Unsupported(why.into()) }
    }

    /// The kind of fault, if there is one.
    pub fn fault_kind(&self) -> Option<FaultKind> {
        match self {
            Self::Breaks { fault, .. } => Some(fault.kind()),
            Self::Holds { .. } | Self::Undecided { .. } => None,
        }
    }

    /// Whether it came to a standstill.
    pub(crate) fn is_standstill(&self) -> bool {
        matches!(self, Self::Breaks { extent: Some(_), .. })
    }

    /// How many steps a reader counts in the run that fails.
    pub(crate) fn steps(&self) -> u64 {
        match self {
            Self::Breaks { trace, .. } => trace.steps().count() as u64,
            Self::Holds { .. } | Self::Undecided { .. } => 0,
        }
    }

    /// `holds`, `breaks` or `undecided`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Holds { .. } => "holds",
            Self::Breaks { .. } => "breaks",
            Self::Undecided { .. } => "undecided",
        }
    }
}
