use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use runtime::Runtime;

/// What a panic carries.
pub type Payload = Box<dyn Any + Send>;

/// A panic that was caught in one thread, to be looked at or resumed in others.
///
/// Clones are the same panic. There is one payload: the first who resumes or takes it has it.
///
/// # Examples
///
/// ```
/// use plainweave_pool::Panic;
/// use std::panic;
///
/// let found = Panic::new(Box::new("no such file"));
/// assert_eq!(found.to_string(), "the task panicked: no such file");
/// let payload = panic::catch_unwind(|| found.resume()).unwrap_err();
/// assert_eq!(payload.downcast_ref(), Some(&"no such file"));
/// ```
#[derive(Clone)]
pub struct Panic {
    message: Option<Arc<str>>,
    /// A plain mutex: it is held for a move, and no model needs to see that.
    payload: Arc<Mutex<Option<Payload>>>,
}

impl Panic {
    /// A panic with this payload.
    pub fn new(payload: Payload) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self { message: text.map(Arc::from), payload: Arc::new(Mutex::new(Some(payload))) }
    }

    /// What it said, if that was a text.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Takes the payload; `None` if somebody has.
    pub fn take_payload(&self) -> Option<Payload> {
        self.payload.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Panics in the calling thread as the task did in its own, without another message on the
    /// way. If somebody has taken the payload, its message stands for it.
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
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "the task panicked: {message}"),
            None => f.write_str("the task panicked"),
        }
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.message()).finish()
    }
}

/// Runs foreign code, and catches its panic; but not one by which a model is being given up.
pub(crate) fn catch<R: Runtime, T>(job: impl FnOnce() -> T) -> Result<T, Panic> {
    match catch_unwind(AssertUnwindSafe(job)) {
        Ok(value) => Ok(value),
        Err(payload) if R::is_abandonment(payload.as_ref()) || R::is_abandoned() => {
            resume_unwind(payload)
        }
        Err(payload) => Err(Panic::new(payload)),
    }
}
