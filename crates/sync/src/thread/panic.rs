use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use runtime::Runtime;

/// What a panic carries.
pub type Payload = Box<dyn Any + Send>;

/// The panic of a thread's body, or of a pool's task, caught to be looked at or resumed elsewhere.
///
/// Clones are the same panic. There is one payload: the first who resumes or takes it has it. If nobody
/// does, it is dropped with the last clone; should it panic again then, only the panic hook is told.
///
/// # Examples
///
/// ```
/// use plainweave_sync::{JoinError, Threads};
///
/// let reader = Threads::process().spawn(|| -> u32 { std::panic::resume_unwind(Box::new("torn")) })?;
/// let Err(JoinError::Panicked(panic)) = reader.join() else { unreachable!() };
/// assert_eq!(panic.message(), Some("torn"));
/// assert_eq!(panic.to_string(), "the thread panicked: torn");
/// # Ok::<(), plainweave_sync::SpawnError>(())
/// ```
#[derive(Clone)]
pub struct Panic {
    message: Option<Arc<str>>,
    found: Arc<Found>,
}

/// What all clones share.
struct Found {
    /// What panicked.
    whose: &'static str,
    /// A plain mutex: it is held for a move, and no model needs to see that.
    payload: Mutex<Option<Payload>>,
}

/// Whoever drops the panic of somebody else has more to do, and must not unwind. If a model is being given
/// up meanwhile, its next step tells.
impl Drop for Found {
    fn drop(&mut self) {
        let payload = self.payload.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Err(next) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            // It might go on like this for ever.
            mem::forget(next);
        }
    }
}

impl Panic {
    /// A thread's panic with this payload.
    pub fn new(payload: Payload) -> Self {
        Self::of("thread", payload)
    }

    /// A panic of a `whose`.
    #[doc(hidden)]
    pub fn of(whose: &'static str, payload: Payload) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.map(Arc::from);
        Self { message, found: Arc::new(Found { whose, payload: Mutex::new(Some(payload)) }) }
    }

    /// What it said, if that was a text.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Takes the payload; `None` if somebody has.
    pub fn take_payload(&self) -> Option<Payload> {
        self.found.payload.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Panics in the calling thread as the body did in its own, without another message on the way. If
    /// somebody has taken the payload, its message stands for it.
    ///
    /// # Panics
    ///
    /// Always.
    pub fn resume(self) -> ! {
        match self.take_payload() {
            Some(payload) => resume_unwind(payload),
            None => panic_any(self.to_string()),
        }
    }

    /// Runs foreign code of a `whose`, and catches its panic; but not one by which a model is being given
    /// up.
    ///
    /// # Errors
    ///
    /// The panic.
    #[doc(hidden)]
    pub fn catch<R: Runtime, T>(whose: &'static str, job: impl FnOnce() -> T) -> Result<T, Self> {
        match catch_unwind(AssertUnwindSafe(job)) {
            Ok(value) => Ok(value),
            Err(payload) if R::must_resume(payload.as_ref()) => resume_unwind(payload),
            Err(payload) => Err(Self::of(whose, payload)),
        }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "the {} panicked: {message}", self.found.whose),
            None => write!(f, "the {} panicked", self.found.whose),
        }
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.message()).finish()
    }
}

impl Error for Panic {}
