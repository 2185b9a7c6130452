//! Threads that know their names, and who is alive.
//!
//! | Python | here |
//! |---|---|
//! | `Thread(target=f, name=…, daemon=…)`, `start()` | [`Threads::builder`], [`ThreadBuilder::spawn`] |
//! | `name`, `ident`, `native_id`, `daemon`, `is_alive()` | [`Thread`] |
//! | `join()` | [`Thread::join`]; [`JoinHandle::join`] for the result |
//! | `current_thread()`, `active_count()`, `enumerate()` | [`Threads`] |
//! | `excepthook` | [`Threads::set_hook`] |
//! | what the interpreter does at its exit | [`Threads::join_non_daemons`], [`Threads::run`] |
//! | `threading.local()` | `std::thread_local!`, which every thread here has as any other |
//!
//! # Who is where
//!
//! A thread is in the roll of its [`Threads`] from before it starts until after its body; then its
//! [`over`](Life::over) event is set. So whoever has joined a thread does not find it in the roll, and
//! whoever finds it there can wait for the event. Both are the seam's: [`Event`] and a lock.
//! The result goes through plain memory, which the event orders. The numbers are written before
//! anybody can ask.

mod builder;
mod handle;
mod panic;
mod registry;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use runtime::{Deadline, Native, Runtime, ThreadId};

use crate::{Event, JoinItself};

pub use builder::ThreadBuilder;
pub use handle::JoinHandle;
pub use panic::{Panic, Payload};
pub use registry::{Hook, Threads};

/// A thread, for whoever wants to know about it or wait for it: `threading.Thread`.
///
/// Clones are the same thread. The result of its body is on [`JoinHandle`].
///
/// # Differences from Python
///
/// A thread has started when there is one: nothing can be asked or changed before. Its name and whether
/// it is a daemon are fixed then. Ids are never reused.
///
/// # Examples
///
/// ```
/// use plainweave_sync::Threads;
///
/// let threads = Threads::process();
/// let reader = threads.builder().name("reader").daemon(true).spawn(|| 6 * 7)?;
/// let thread = reader.thread().clone();
/// assert!(thread.is_daemon());
/// assert_eq!(reader.join()?, 42);
/// thread.join()?;
/// assert!(!thread.is_alive());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Thread<R: Runtime = Native> {
    life: Arc<Life<R>>,
}

/// What is known of a thread.
struct Life<R: Runtime> {
    name: String,
    is_daemon: bool,
    /// Written by whoever comes to know it first, the thread or its creator.
    id: OnceLock<ThreadId>,
    /// Written by the thread.
    native_id: OnceLock<u32>,
    /// Set when the body is over, and the thread out of the roll.
    over: Event<R>,
}

impl<R: Runtime> Thread<R> {
    #[track_caller]
    fn new(name: String, is_daemon: bool) -> Self {
        let over = Event::new_in().named(name.clone());
        let (id, native_id) = (OnceLock::new(), OnceLock::new());
        Self { life: Arc::new(Life { name, is_daemon, id, native_id, over }) }
    }

    /// The calling thread, which nobody here has started.
    #[track_caller]
    fn here(name: String, is_daemon: bool) -> Self {
        let thread = Self::new(name, is_daemon);
        thread.arrive();
        thread
    }

    /// Called by the thread itself.
    fn arrive(&self) {
        self.set_id(R::current());
        if let Some(native_id) = R::system_thread() {
            self.life.native_id.get_or_init(|| native_id);
        }
    }

    fn set_id(&self, id: ThreadId) {
        self.life.id.get_or_init(|| id);
    }

    /// Its name. Python: `name`.
    pub fn name(&self) -> &str {
        &self.life.name
    }

    /// Its number, which no other thread has or ever will. Python: `ident`, which may be reused.
    ///
    /// # Panics
    ///
    /// Never: a thread that can be asked has its number.
    pub fn id(&self) -> ThreadId {
        *self.life.id.get().expect("whoever hands a thread out has its number")
    }

    /// What the operating system calls it; `None` until the thread itself runs, and where the system
    /// has no such number. Python: `native_id`.
    pub fn native_id(&self) -> Option<u32> {
        self.life.native_id.get().copied()
    }

    /// Whether an exit does not wait for it. Python: `daemon`.
    pub fn is_daemon(&self) -> bool {
        self.life.is_daemon
    }

    /// Whether its body is not over. Python: `is_alive()`.
    ///
    /// What the body did happens before an answer of `false`. Stale on return if `true`.
    #[track_caller]
    pub fn is_alive(&self) -> bool {
        !self.life.over.is_set()
    }

    /// Waits until its body is over, however it ended. Python: `join()`.
    ///
    /// Any number of threads may, any number of times. What the body did happens before this returns.
    ///
    /// A thread that was not started here has no body that anybody could see the end of: whoever joins
    /// [main](Threads::main), or a stranger that [`Threads::current`] has told of, waits for ever.
    ///
    /// # Errors
    ///
    /// [`JoinItself`] if it is the calling thread, which would wait for ever.
    #[track_caller]
    pub fn join(&self) -> Result<(), JoinItself> {
        self.forbid_itself()?;
        self.life.over.wait();
        Ok(())
    }

    /// The same, unless that takes longer than `timeout`: whether the body is over. Python:
    /// `join(timeout)` and then `not is_alive()`.
    ///
    /// # Errors
    ///
    /// As [`join`](Thread::join).
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> Result<bool, JoinItself> {
        self.join_until(R::deadline(timeout))
    }

    /// The same, unless the deadline passes first.
    ///
    /// # Errors
    ///
    /// As [`join`](Thread::join).
    #[track_caller]
    pub fn join_until(&self, deadline: Deadline) -> Result<bool, JoinItself> {
        self.forbid_itself()?;
        Ok(self.life.over.wait_until(deadline))
    }

    fn forbid_itself(&self) -> Result<(), JoinItself> {
        if self.is_current() { Err(JoinItself) } else { Ok(()) }
    }

    fn is_current(&self) -> bool {
        self.life.id.get() == Some(&R::current())
    }

    /// The body is over, and the thread is out of the roll.
    fn end(&self) {
        self.life.over.set();
    }
}

impl<R: Runtime> Clone for Thread<R> {
    fn clone(&self) -> Self {
        Self { life: Arc::clone(&self.life) }
    }
}

/// The same thread.
impl<R: Runtime> PartialEq for Thread<R> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.life, &other.life)
    }
}

impl<R: Runtime> Eq for Thread<R> {}

impl<R: Runtime> fmt::Debug for Thread<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Life { name, is_daemon, id, .. } = &*self.life;
        let mut text = f.debug_struct("Thread");
        text.field("name", name).field("id", &id.get()).field("is_daemon", is_daemon);
        text.finish_non_exhaustive()
    }
}
