use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runtime::ThreadId;
use trace::{Leaked, Trace};

use crate::notes::Notes;

/// Why a run failed, as far as the run itself knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No thread can ever move again: all wait for locks that others hold, or for others to end.
    Stuck,
    /// A thread panicked.
    Panic {
        /// The thread.
        thread: String,
        /// What it said.
        message: String,
        /// Where, if the panic hook told us; see [`panicked_at`](crate::panicked_at).
        at: Option<String>,
    },
    /// The run is over, and these objects are still there.
    Leak {
        /// The objects, whole ones only, in the order of their creation.
        objects: Vec<Leaked>,
    },
}

/// The recording of one run; clones are handles to the same recording.
///
/// ```
/// use plainweave_record::{Failure, Recorded, Recording, run};
/// use runtime::{Atomic, Native, Runtime, Thread};
///
/// type R = Recorded<Native>;
///
/// let recording = Recording::new();
/// run::<Native>(&recording, || {
///     let sold = <R as Runtime>::AtomicU32::new(0);
///     R::spawn("buyer", || ()).join();
///     R::outcome("sold", 3);
///     std::mem::forget(sold);
/// });
/// assert_eq!(recording.threads(), 2);
/// assert_eq!(recording.outcome(), [("sold", "3".to_owned())]);
/// assert!(matches!(recording.failure(), Some(Failure::Leak { .. })), "nobody dropped it");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<Notes>>);

impl Recording {
    /// A recording of a run that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets a thread that panicked take one more step before it fails the run, so that others may come first. The
    /// step is none of the program, and not recorded.
    #[must_use]
    pub fn with_a_step_before_panics(self) -> Self {
        self.notes().set_step_before_panics();
        self
    }

    /// Forgets the run: another one begins. What threads of the previous run may still do is not
    /// recorded.
    pub fn restart(&self) {
        self.notes().restart();
    }

    /// What has happened so far; after a failure, what had happened until then.
    pub fn trace(&self) -> Trace {
        self.notes().trace().clone()
    }

    /// Shows what has happened so far to `job`, which may not take steps.
    pub fn look<T>(&self, job: impl FnOnce(&Trace) -> T) -> T {
        job(self.notes().trace())
    }

    /// How many events there are so far.
    pub fn len(&self) -> usize {
        self.notes().trace().events.len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the run had more events than a recording keeps, so that the trace lacks its end.
    pub fn was_cut(&self) -> bool {
        self.notes().was_cut()
    }

    /// The first failure of the run.
    pub fn failure(&self) -> Option<Failure> {
        self.notes().failure().cloned()
    }

    /// The results that the run has declared with `Runtime::outcome`, in this order; of one that was
    /// declared twice, the last value.
    pub fn outcome(&self) -> Vec<(&'static str, String)> {
        self.notes().outcome().to_vec()
    }

    /// The number of threads that took part in the run with the most threads since the recording
    /// was created.
    pub fn threads(&self) -> usize {
        self.notes().most_threads()
    }

    /// The name of a thread of the run.
    pub fn thread_name(&self, thread: ThreadId) -> String {
        self.notes().thread_name(thread)
    }

    /// What the operating system calls the threads of the run that have started.
    pub fn system_threads(&self) -> Vec<u32> {
        self.notes().system_threads().collect()
    }

    /// Whether all threads of the run have come to their end. On real threads some may still be
    /// busy when `run` returns.
    pub fn is_over(&self) -> bool {
        self.notes().is_over()
    }

    /// Whether all threads have come to their end but for daemons, for which no run waits.
    pub fn is_left_to_daemons(&self) -> bool {
        self.notes().is_left_to_daemons()
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
