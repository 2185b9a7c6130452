//! How one execution ended.

use std::fmt;
use std::panic::Location;

use super::plain::Access;
use crate::graph::{Op, Request, ThreadIndex};

/// What became of one run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum End {
    /// Every thread has ended.
    Complete,
    /// Some thread waits for ever.
    Deadlock,
    /// Not an execution: a thread was stopped, or waits for something that a time limit bound out.
    Blocked,
    /// A panic, a race, or a misuse.
    Failure,
    /// A thread reached the bound of its steps.
    Cut,
}

/// Why a run was ended before its threads had.
#[derive(Clone, Debug)]
pub(crate) enum Halt {
    Panic { thread: ThreadIndex, message: String },
    Race { earlier: Access, later: Access, what: &'static str },
    Diverged { thread: ThreadIndex, index: u32, recorded: Option<Request>, now: Option<Request> },
    TooManyThreads { limit: u32 },
    Foreign { site: &'static Location<'static> },
    Leak { what: &'static str, site: &'static Location<'static> },
    Steps { thread: ThreadIndex, limit: u32, site: &'static Location<'static> },
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FailureKind {
    /// A thread panicked.
    Panic {
        /// Which one.
        thread: ThreadIndex,
        /// What it said.
        message: String,
    },
    /// Threads wait for ever.
    Deadlock {
        /// Where each of them does.
        blocked: Vec<Blocked>,
    },
    /// Two accesses to plain memory that happens-before does not order.
    Race {
        /// What was accessed.
        what: &'static str,
        /// The thread and line of the access that was seen first, and whether it wrote.
        first: (ThreadIndex, &'static Location<'static>, bool),
        /// The other one.
        second: (ThreadIndex, &'static Location<'static>, bool),
    },
    /// The program did something else than before under the same circumstances.
    NotDeterministic {
        /// In which thread.
        thread: ThreadIndex,
        /// At which of its events.
        index: u32,
        /// What it did before.
        before: String,
        /// What it did now.
        now: String,
    },
    /// More threads than allowed.
    TooManyThreads {
        /// How many are.
        limit: u32,
    },
    /// A lock, an atomic or the like was used that another execution had made.
    ForeignObject {
        /// Where it was used.
        site: &'static Location<'static>,
    },
    /// Something was still there when all threads had ended.
    Leak {
        /// What: a noun without its article.
        what: &'static str,
        /// Where it was made.
        site: &'static Location<'static>,
    },
}

/// A thread that waits for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocked {
    /// Which one.
    pub thread: ThreadIndex,
    /// In which operation.
    pub op: Op,
    /// At which line.
    pub site: &'static Location<'static>,
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { thread, message } => write!(f, "thread {thread} panicked: {message}"),
            Self::Deadlock { blocked } => {
                write!(
                    f,
                    "deadlock: {} for ever",
                    if blocked.len() == 1 { "a thread waits" } else { "threads wait" }
                )?;
                blocked.iter().try_for_each(|blocked| write!(f, "\n  {blocked}"))
            }
            Self::Race { what, first, second } => {
                let verb = |write| if write { "writes" } else { "reads" };
                write!(
                    f,
                    "data race on {what}: thread {} {} at {}, thread {} {} at {}, and neither \
                     happens before the other",
                    first.0,
                    verb(first.2),
                    first.1,
                    second.0,
                    verb(second.2),
                    second.1,
                )
            }
            Self::NotDeterministic { thread, index, before, now } => write!(
                f,
                "the program is not deterministic: as its operation number {index} thread {thread} \
                 did {before} before, and under the same circumstances now {now}. A model must do \
                 the same whenever its threads read the same values: no clocks, random numbers, \
                 addresses, hash orders, or state that is kept from one run to the next",
            ),
            Self::TooManyThreads { limit } => write!(
                f,
                "more than {limit} threads in one execution; raise the limit if that is meant",
            ),
            Self::ForeignObject { site } => write!(
                f,
                "something made in another execution was used at {site}: make everything that the \
                 threads share inside the model, not in a static or outside of its closure",
            ),
            Self::Leak { what, site } => write!(
                f,
                "{what} leaked: what was made at {site} is still there when all threads have ended",
            ),
        }
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.op {
            Op::Join(thread) => {
                return write!(
                    f,
                    "thread {} waits for the end of thread {thread} at {}",
                    self.thread, self.site
                );
            }
            Op::AwaitCas { .. } => "a lock or a token",
            Op::ReadLock | Op::AwaitAdd(..) => "a lock",
            Op::Claim => "something that another thread does once",
            Op::Woken(_) => "a wake-up",
            Op::Reached(..) => "others to get there",
            Op::Wake(_) | Op::QueueLock => "a queue",
            _ => "another value",
        };
        write!(f, "thread {} waits for {what} at {}", self.thread, self.site)
    }
}

impl Halt {
    /// As a failure; `None` if it is only a bound that was reached.
    pub(crate) fn into_failure(self) -> Option<FailureKind> {
        let side = |access: Access| (access.thread, access.site, access.write);
        let said = |request: Option<Request>| match request {
            Some(request) => format!("{:?} at {}", request.op, request.site),
            None => "nothing more".to_owned(),
        };
        Some(match self {
            Self::Panic { thread, message } => FailureKind::Panic { thread, message },
            Self::Race { earlier, later, what } => {
                FailureKind::Race { what, first: side(earlier), second: side(later) }
            }
            Self::Diverged { thread, index, recorded, now } => FailureKind::NotDeterministic {
                thread,
                index,
                before: said(recorded),
                now: said(now),
            },
            Self::TooManyThreads { limit } => FailureKind::TooManyThreads { limit },
            Self::Foreign { site } => FailureKind::ForeignObject { site },
            Self::Leak { what, site } => FailureKind::Leak { what, site },
            Self::Steps { .. } => return None,
        })
    }
}
