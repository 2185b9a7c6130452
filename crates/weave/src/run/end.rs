//! How one execution ended.

use std::fmt;
use std::panic::Location;

use super::plain::Access;
use crate::graph::{Graph, Op, Request, ThreadIndex};
use crate::trace::{self, Asked, Line, MissingEdge, Object, Reason};

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
    /// A thread reached the bound of its steps, or gave the exploration up.
    Cut,
    /// It needs more preemptions than the bound allows.
    Beyond,
}

/// Why a run was ended before its threads had.
#[derive(Clone, Debug)]
pub(crate) enum Halt {
    Panic {
        thread: ThreadIndex,
        message: String,
    },
    Race {
        earlier: Access,
        later: Access,
        what: &'static str,
    },
    Diverged {
        thread: ThreadIndex,
        index: u32,
        recorded: Option<Request>,
        now: Option<Request>,
    },
    TooManyThreads {
        limit: u32,
    },
    Foreign {
        site: &'static Location<'static>,
    },
    Leak {
        what: &'static str,
        site: &'static Location<'static>,
    },
    /// The search starts anew.
    Anew,
    Steps {
        thread: ThreadIndex,
        limit: u32,
        site: &'static Location<'static>,
    },
    /// The program has seen enough.
    Abandoned,
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
        /// The access of the thread with the lower number.
        first: Access,
        /// The other one.
        second: Access,
        /// The value that the threads handed over in between without ordering the two; `None` if
        /// there was none.
        missing: Option<MissingEdge>,
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
#[non_exhaustive]
pub struct Blocked {
    /// Which one.
    pub thread: ThreadIndex,
    /// In which operation.
    pub op: Op,
    /// At which line.
    pub site: &'static Location<'static>,
    /// At which object; `None` if it waits for the end of a thread.
    pub object: Option<Object>,
    /// Why the wait does not end.
    pub reason: Reason,
}

impl FailureKind {
    /// Whether it is an execution of the program, rather than a program that cannot be checked. Only
    /// then does a bound on preemptions apply.
    pub fn is_of_an_execution(&self) -> bool {
        matches!(
            self,
            Self::Panic { .. } | Self::Deadlock { .. } | Self::Race { .. } | Self::Leak { .. }
        )
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { thread, message } => write!(f, "thread {thread} panicked: {message}"),
            Self::Deadlock { blocked } => f.write_str(&trace::story(blocked)),
            Self::Race { what, first, second, missing } => {
                let (first, second) = (Accessing(first), Accessing(second));
                write!(
                    f,
                    "data race on {what}: neither of two accesses happens before the other\n  \
                     {first}\n  {second}\n",
                )?;
                match missing {
                    Some(edge) => write!(f, "  {edge}"),
                    None => f.write_str(
                        "  neither thread reads what the other one wrote in between: nothing can \
                         order the two",
                    ),
                }
            }
            Self::NotDeterministic { thread, index, before, now } => write!(
                f,
                "the program is not deterministic: under the same circumstances thread {thread} does \
                 something else as its operation {index} (the first is 0)\n  before: {before}\n  \
                 now:    {now}\n  A model must do the same whenever its threads read the same \
                 values: no clocks, random numbers, addresses, hash orders, or state that is kept \
                 from one run to the next",
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

/// An access in words.
struct Accessing<'a>(&'a Access);

impl fmt::Display for Accessing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Access { thread, write, site, .. } = self.0;
        let verb = if *write { "writes" } else { "reads" };
        write!(f, "thread {thread} {verb} at {}", Line(site))
    }
}

impl Halt {
    /// As a failure; `None` if it is only a bound that was reached.
    pub(crate) fn to_failure(&self, graph: &Graph, objects: &[Object]) -> Option<FailureKind> {
        let said = |request: &Option<Request>| said(request.as_ref(), objects);
        Some(match self {
            Self::Panic { thread, message } => {
                FailureKind::Panic { thread: *thread, message: message.clone() }
            }
            Self::Race { earlier, later, what } => {
                let missing = trace::missing_edge(graph, earlier, later);
                let (first, second) =
                    if earlier.thread < later.thread { (earlier, later) } else { (later, earlier) };
                FailureKind::Race { what, first: *first, second: *second, missing }
            }
            Self::Diverged { thread, index, recorded, now } => FailureKind::NotDeterministic {
                thread: *thread,
                index: *index,
                before: said(recorded),
                now: said(now),
            },
            Self::TooManyThreads { limit } => FailureKind::TooManyThreads { limit: *limit },
            Self::Foreign { site } => FailureKind::ForeignObject { site },
            Self::Leak { what, site } => FailureKind::Leak { what, site },
            Self::Anew | Self::Steps { .. } | Self::Abandoned => return None,
        })
    }
}

/// What a thread asked for, in words.
fn said(request: Option<&Request>, objects: &[Object]) -> String {
    let Some(request) = request else { return "nothing more".to_owned() };
    let &Request { op, order, location, site, .. } = request;
    let object = objects.get(location as usize);
    let asked = Asked { op, order, object };
    if site == Request::UNKNOWN_SITE {
        // Recorded by another process.
        return asked.to_string();
    }
    format!("{asked} at {}", Line(site))
}
