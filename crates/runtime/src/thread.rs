use std::fmt;

/// A thread of a run. Ids are never reused, so that a thread that is gone is never mistaken for a
/// new one.
///
/// In a model, the thread that starts the run is number 0 and the others count up from there.
/// Natively the ids count the threads of the process that were started over the seam or ever asked for theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub u32);

impl fmt::Display for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A running thread. Dropping it lets the thread run on.
pub trait Thread: Send {
    /// Its number, as [`current`](crate::Runtime::current) is in the thread itself.
    fn id(&self) -> ThreadId;

    /// Waits for the thread to end, and passes its panic on.
    ///
    /// What the thread did happens before this returns.
    #[track_caller]
    fn join(self);
}

/// How a thread is born.
///
/// # Examples
///
/// ```
/// use plainweave_runtime::{Birth, Native, Runtime, Thread};
///
/// let thread = Native::start(Birth::named("reader"), || ()).expect("there is a thread");
/// thread.join();
/// assert!(Birth::named("reader").daemon().is_daemon());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "no thread is started yet"]
pub struct Birth<'a> {
    name: &'a str,
    is_daemon: bool,
}

impl<'a> Birth<'a> {
    /// A thread with this name. The name is for traces and debuggers; it need not be unique.
    pub const fn named(name: &'a str) -> Self {
        Self { name, is_daemon: false }
    }

    /// A thread that no run waits for. In Python: `daemon=True`.
    ///
    /// Natively it is a thread like all others; the process ends it when `main` returns.
    ///
    /// A model lets its daemons go on, when all other threads are over, for as long as they can move,
    /// and then ends them where they wait. So a daemon that waits for ever is no fault, and any other
    /// thread that does is one. Where a process would have cut a daemon off earlier, it would have
    /// done the same up to there. A deadline does not pass for daemons alone.
    ///
    /// Ended daemons unwind, with [`is_abandoned`](crate::Runtime::is_abandoned) true for whoever is
    /// left: nothing that they drop has an effect on others.
    pub const fn daemon(self) -> Self {
        self.with_daemon(true)
    }

    /// The same, if `is_daemon`.
    pub const fn with_daemon(self, is_daemon: bool) -> Self {
        Self { is_daemon, ..self }
    }

    /// The name.
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// Whether no run waits for the thread.
    pub const fn is_daemon(&self) -> bool {
        self.is_daemon
    }
}
