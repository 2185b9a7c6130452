//! What a primitive tells a trace, and a coarse runtime, about itself.

/// A public operation of a primitive.
///
/// A plain name converts into an ordinary operation: `R::call(&word, "is_set", …)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name, as the user knows it.
    pub name: &'static str,
    /// Whether it can do nothing at all while another thread holds the object: it just waits.
    ///
    /// `lock` is such an operation; `try_lock`, `lock_until` and `is_locked` are not.
    pub only_waits: bool,
    /// Whether a destructor performs it, so that its caller is nobody's line.
    pub by_drop: bool,
}

impl Operation {
    /// An operation like any other.
    pub const fn new(name: &'static str) -> Self {
        Self { name, only_waits: false, by_drop: false }
    }

    /// An operation that only waits while another thread holds the object.
    pub const fn waiting(name: &'static str) -> Self {
        Self { only_waits: true, ..Self::new(name) }
    }

    /// An operation of a destructor.
    pub const fn dropping(name: &'static str) -> Self {
        Self { by_drop: true, ..Self::new(name) }
    }
}

impl From<&'static str> for Operation {
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}

/// What only a primitive knows about what it just did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The calling thread now holds the object, and no other thread does.
    Locked,
    /// The object is free again. The calling thread may be another one than the holder.
    Unlocked,
    /// The calling thread now has so many units more of the object, perhaps beside others.
    Acquired(u32),
    /// It gave so many units back, its own or somebody else's.
    Released(u32),
    /// So many waiters were told, possibly none.
    Notified(u32),
    /// The calling thread has put an item into the object.
    Put,
    /// It has got an item out of the object.
    Got,
}

/// What an object is, for traces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Just a word.
    #[default]
    Atomic,
    /// Memory without synchronisation.
    Variable,
    /// A lock that its holder may not take again.
    Lock,
    /// A lock that its holder may take again.
    RLock,
    /// A counter of permits.
    Semaphore,
    /// A flag to wait for.
    Event,
    /// A queue of waiting threads.
    Condition,
    /// A meeting point.
    Barrier,
    /// A queue of items.
    Queue,
    /// The result of a task, which may still be to come.
    Future,
    /// Threads that run tasks.
    Pool,
    /// A file.
    File,
}

impl Kind {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Atomic => "atomic",
            Self::Variable => "variable",
            Self::Lock => "lock",
            Self::RLock => "rlock",
            Self::Semaphore => "semaphore",
            Self::Event => "event",
            Self::Condition => "condition",
            Self::Barrier => "barrier",
            Self::Queue => "queue",
            Self::Future => "future",
            Self::Pool => "pool",
            Self::File => "file",
        }
    }
}
