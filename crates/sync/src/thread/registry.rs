use std::fmt;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};

use runtime::{Kind, Native, Runtime};

use crate::guarded::Guarded;
use crate::{JoinHandle, Panic, SpawnError, Thread, ThreadBuilder};

/// What is to be done about a panic of a thread's body; see [`Threads::set_hook`].
pub type Hook<R = Native> = Arc<dyn Fn(&Thread<R>, &Panic) + Send + Sync>;

/// The threads of a program: who is alive, and whom its exit waits for.
///
/// A process has one, [`process`](Threads::process); each run of a model makes one of its own. Clones are
/// the same.
///
/// # Differences from Python
///
/// A Rust process ends with its `main` and takes all threads with it. What Python does at its exit has
/// to be said: [`run`](Threads::run), or [`join_non_daemons`](Threads::join_non_daemons) at the end.
/// A thread that nobody here has started is not counted, except for the one that counts as main.
///
/// # Examples
///
/// ```
/// use plainweave_sync::Threads;
///
/// let threads = Threads::process();
/// threads.run(|| {
///     let reader = threads.builder().name("reader").spawn(|| "read")?;
///     assert_eq!(reader.thread().name(), "reader");
///     Ok::<(), plainweave_sync::SpawnError>(())
/// })?;
/// assert_eq!(threads.active_count(), 1, "only main is left");
/// # Ok::<(), plainweave_sync::SpawnError>(())
/// ```
pub struct Threads<R: Runtime = Native> {
    shared: Arc<Shared<R>>,
}

struct Shared<R: Runtime> {
    main: Thread<R>,
    roll: Guarded<Roll<R>, R>,
}

struct Roll<R: Runtime> {
    /// How many threads have got a name by their number.
    numbered: u64,
    /// In the order in which they were started.
    alive: Vec<Entry<R>>,
    hook: Option<Hook<R>>,
}

struct Entry<R: Runtime> {
    thread: Thread<R>,
    /// It has a number, and does not come to nothing any more. Here, behind the lock, and not told by
    /// the number: that is plain memory, and a model must not depend on when it is written.
    has_started: bool,
}

impl<R: Runtime> Roll<R> {
    fn find(&self, is_meant: impl Fn(&Thread<R>) -> bool) -> Option<&Thread<R>> {
        self.alive.iter().map(|entry| &entry.thread).find(|thread| is_meant(thread))
    }
}

impl Threads {
    /// Those of the process.
    ///
    /// The thread that asks first counts as main: call this early in `main`.
    pub fn process() -> &'static Self {
        static PROCESS: OnceLock<Threads> = OnceLock::new();
        PROCESS.get_or_init(Self::new_in)
    }
}

impl<R: Runtime> Threads<R> {
    /// Those of a run of a model, whose main thread is the calling one.
    #[track_caller]
    pub fn new_in() -> Self {
        let main = Thread::here("MainThread".to_owned(), false);
        let roll = Roll { numbered: 0, alive: Vec::new(), hook: None };
        let roll = Guarded::new_in(Kind::Lock, roll).named("threads".into());
        Self { shared: Arc::new(Shared { main, roll }) }
    }

    /// Starts a thread with a name of its own, which is a daemon if the calling one is; see
    /// [`ThreadBuilder::spawn`].
    ///
    /// # Errors
    ///
    /// As there.
    #[track_caller]
    pub fn spawn<T: Send + 'static>(
        &self,
        body: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T, R>, SpawnError> {
        self.builder().spawn(body)
    }

    /// A thread to be started.
    pub fn builder(&self) -> ThreadBuilder<'_, R> {
        ThreadBuilder::new(self)
    }

    /// The thread that counts as main. Python: `main_thread()`.
    pub fn main(&self) -> &Thread<R> {
        &self.shared.main
    }

    /// The calling thread. Python: `current_thread()`.
    ///
    /// One that nobody here has started, and is not main, is told as an unnamed daemon; it is another
    /// [`Thread`] each time, with the same number.
    #[track_caller]
    pub fn current(&self) -> Thread<R> {
        self.known().unwrap_or_else(|| Thread::here(format!("Dummy-{}", R::current()), true))
    }

    /// How many threads are alive, main included. Python: `active_count()`.
    #[track_caller]
    pub fn active_count(&self) -> usize {
        self.with("active_count", |roll| roll.alive.len() + 1)
    }

    /// The threads that are alive, main first. Python: `enumerate()`.
    #[track_caller]
    pub fn enumerate(&self) -> Vec<Thread<R>> {
        let alive: Vec<Thread<R>> = self.with("enumerate", |roll| {
            let started = roll.alive.iter().filter(|entry| entry.has_started);
            started.map(|entry| entry.thread.clone()).collect()
        });
        std::iter::once(self.shared.main.clone()).chain(alive).collect()
    }

    /// From now on `hook` is told of each panic of a body, once, in the thread that panicked, before
    /// anybody can join it. Python: `threading.excepthook`.
    ///
    /// A panic of the hook itself is dropped. Without a hook there is nothing to do: `std`'s own has
    /// printed what happened.
    #[track_caller]
    pub fn set_hook(&self, hook: impl Fn(&Thread<R>, &Panic) + Send + Sync + 'static) {
        let hook: Hook<R> = Arc::new(hook);
        // What was there before is dropped when the lock is open again.
        drop(self.with("set_hook", |roll| roll.hook.replace(hook)));
    }

    /// Waits for every thread that is no daemon, and not the calling one, including those that are
    /// started meanwhile. What Python does at its exit.
    ///
    /// What the threads did happens before this returns. Two threads that call it wait for each other.
    #[track_caller]
    pub fn join_non_daemons(&self) {
        let next = || {
            self.with("join_non_daemons", |roll| {
                roll.find(|thread| !thread.is_daemon() && !thread.is_current()).cloned()
            })
        };
        while let Some(thread) = next() {
            thread.life.over.wait();
        }
    }

    /// Runs the main code of a program, and then waits as its exit does: for every thread that is no
    /// daemon, also if `body` panics. Daemons are left behind.
    #[track_caller]
    pub fn run<T>(&self, body: impl FnOnce() -> T) -> T {
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)) {
            Ok(value) => {
                self.join_non_daemons();
                value
            }
            Err(panic) => {
                if !R::must_resume(panic.as_ref()) {
                    self.join_non_daemons();
                }
                resume_unwind(panic)
            }
        }
    }

    /// Puts a thread into the roll that is about to be started by the calling one.
    #[track_caller]
    pub(super) fn enter(&self, name: Option<String>, is_daemon: Option<bool>) -> Thread<R> {
        self.with("start", |roll| {
            let name = name.unwrap_or_else(|| {
                roll.numbered += 1;
                format!("Thread-{}", roll.numbered)
            });
            let is_daemon = is_daemon
                .unwrap_or_else(|| roll.find(Thread::is_current).is_some_and(Thread::is_daemon));
            let thread = Thread::new(name, is_daemon);
            roll.alive.push(Entry { thread: thread.clone(), has_started: false });
            thread
        })
    }

    /// The thread has started, with its number.
    pub(super) fn note_started(&self, thread: &Thread<R>) {
        self.with("started", |roll| {
            // Unless it is over already.
            if let Some(entry) = roll.alive.iter_mut().find(|entry| entry.thread == *thread) {
                entry.has_started = true;
            }
        });
    }

    /// Takes a thread out of the roll that is over, or has never started.
    pub(super) fn leave(&self, thread: &Thread<R>) {
        let left = self.with("end", |roll| {
            let index = roll.alive.iter().position(|entry| entry.thread == *thread)?;
            Some(roll.alive.remove(index))
        });
        drop(left);
    }

    pub(super) fn report(&self, thread: &Thread<R>, panic: &Panic) {
        let hook = self.with("report", |roll| roll.hook.clone());
        if let Some(hook) = hook {
            // Its own panic has nobody to go to.
            let _ = Panic::catch::<R, ()>("hook", || hook(thread, panic));
        }
    }

    /// The calling thread, if it is main or was started here.
    #[track_caller]
    fn known(&self) -> Option<Thread<R>> {
        if self.shared.main.is_current() {
            return Some(self.shared.main.clone());
        }
        self.with("current", |roll| roll.find(Thread::is_current).cloned())
    }

    #[track_caller]
    fn with<U>(&self, operation: &'static str, job: impl FnOnce(&mut Roll<R>) -> U) -> U {
        let roll = &self.shared.roll;
        R::call(roll.word(), operation, || roll.with(job))
    }
}

impl<R: Runtime> Clone for Threads<R> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<R: Runtime> fmt::Debug for Threads<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").field("main", &self.shared.main).finish_non_exhaustive()
    }
}
