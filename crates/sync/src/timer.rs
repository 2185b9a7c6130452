//! A function that is called later, unless somebody prevents it.
//!
//! # States
//!
//! One word: waiting → running → done, or waiting → prevented. Only the first step is contended: the
//! timer's thread makes it running, a cancel makes it prevented, both by an exchange that expects it to
//! be waiting. So:
//!
//! 1. exactly one of them wins, and everybody is told which;
//! 2. after a cancel that won the function is never called, and before its thread runs the function
//!    no cancel wins any more.
//!
//! # Why no wake-up is lost
//!
//! The thread sleeps only while the word is waiting, which the futex compares as it falls asleep; a
//! cancel changes the word first and wakes after that.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Native, Runtime, Wait};

use crate::{JoinError, JoinHandle, Panic, SpawnError, Thread, ThreadBuilder, Threads};

const WAITING: u32 = 0;
const PREVENTED: u32 = 1;
const RUNNING: u32 = 2;
const DONE: u32 = 3;

/// What a [`cancel`](Timer::cancel) came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it may have come too late"]
pub enum CancelOutcome {
    /// The function is never called.
    Prevented,
    /// It is being called, and goes on.
    Running,
    /// It has returned, or panicked. What it did happens before this is told.
    Done,
}

/// A function that is called later in a thread of its own, unless that is prevented: `threading.Timer`.
///
/// Dropping it lets the timer go on.
///
/// # Differences from Python
///
/// A timer has started when there is one. [`cancel`](Timer::cancel) says what it came to. A negative delay
/// cannot be written, one too long for the clock is for ever. A function that panics has been called:
/// Python leaves `finished` unset then.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{CancelOutcome, Timer};
/// use std::time::Duration;
///
/// let alarm = Timer::start(Duration::MAX, || "ring")?;
/// assert_eq!(alarm.cancel(), CancelOutcome::Prevented);
/// assert_eq!(alarm.join()?, None);
///
/// let alarm = Timer::start(Duration::ZERO, || "ring")?;
/// assert_eq!(alarm.join()?, Some("ring"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Timer<T: Send + 'static, R: Runtime = Native> {
    state: Arc<State<R>>,
    thread: JoinHandle<Option<T>, R>,
}

struct State<R: Runtime>(R::Futex);

impl<T: Send + 'static> Timer<T> {
    /// Calls `function` when `delay` is over. Python: `Timer(delay, function)`, and `start()`.
    ///
    /// A delay of zero is over at once. A name, and whether an exit waits for the timer, are chosen on
    /// [`ThreadBuilder::start_timer`].
    ///
    /// # Errors
    ///
    /// [`SpawnError`] if the operating system has no thread to give.
    #[track_caller]
    pub fn start(
        delay: Duration,
        function: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Self, SpawnError> {
        Threads::process().builder().start_timer(Native::deadline(delay), function)
    }
}

impl<R: Runtime> ThreadBuilder<'_, R> {
    /// Calls `function` when the deadline passes, in a thread as described by this builder.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] if the operating system has no thread to give.
    #[track_caller]
    pub fn start_timer<T: Send + 'static>(
        self,
        deadline: Deadline,
        function: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Timer<T, R>, SpawnError> {
        let state = Arc::new(State::new());
        let theirs = Arc::clone(&state);
        let thread = self.spawn(move || {
            if !theirs.fires(deadline) {
                return None;
            }
            let result = Panic::catch::<R, T>("thread", function);
            theirs.end();
            match result {
                Ok(value) => Some(value),
                // For the hook, and for whoever joins.
                Err(panic) => panic.resume(),
            }
        })?;
        Ok(Timer { state, thread })
    }
}

impl<T: Send + 'static, R: Runtime> Timer<T, R> {
    /// Prevents the call, if it has not begun. Python: `cancel()`.
    ///
    /// Never blocks. A second cancel says the same as the first.
    #[track_caller]
    pub fn cancel(&self) -> CancelOutcome {
        self.state.cancel()
    }

    /// The thread that waits, and then calls the function.
    pub fn thread(&self) -> &Thread<R> {
        self.thread.thread()
    }

    /// Waits until the timer is over: the result of the function, or `None` if it was prevented.
    ///
    /// # Errors
    ///
    /// As [`JoinHandle::join`].
    #[track_caller]
    pub fn join(self) -> Result<Option<T>, JoinError> {
        self.thread.join()
    }
}

impl<R: Runtime> State<R> {
    #[track_caller]
    fn new() -> Self {
        Self(R::Futex::new(WAITING).of_kind(Kind::Event).named("timer".into()))
    }

    /// Waits for the deadline; whether the function is to be called.
    fn fires(&self, deadline: Deadline) -> bool {
        R::call(&self.0, "wait", || {
            // Relaxed, all of it: what the timer's creator did happens before its thread, and a cancel
            // hands nothing over.
            while self.0.load(Relaxed) == WAITING {
                if self.0.wait(WAITING, deadline) == Wait::TimedOut {
                    break;
                }
            }
            self.0.compare_exchange(WAITING, RUNNING, Relaxed, Relaxed).is_ok()
        })
    }

    fn end(&self) {
        R::call(&self.0, "end", || {
            // Release: what the function did happens before a cancel that finds it done. A
            // store would do; a checker does not keep one out from between the halves of an exchange.
            self.0.swap(DONE, Release);
        });
    }

    #[track_caller]
    fn cancel(&self) -> CancelOutcome {
        R::call(&self.0, "cancel", || {
            // Relaxed if it wins: nothing is handed over. Acquire if not: pairs with the Release of
            // `end`.
            match self.0.compare_exchange(WAITING, PREVENTED, Relaxed, Acquire) {
                Ok(_) => {
                    self.0.wake_one();
                    CancelOutcome::Prevented
                }
                Err(PREVENTED) => CancelOutcome::Prevented,
                Err(RUNNING) => CancelOutcome::Running,
                Err(_) => CancelOutcome::Done,
            }
        })
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Timer<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timer").field(self.thread()).finish()
    }
}
