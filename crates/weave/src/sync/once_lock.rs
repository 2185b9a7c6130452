//! A cell that is written once.
#![expect(unsafe_code, reason = "a cell hands out references to what it holds")]

use std::cell::UnsafeCell;
use std::convert::Infallible;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use super::{Once, OnceState};

/// Mirror of [`std::sync::OnceLock`].
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::OnceLock;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let cell = Arc::new(OnceLock::new());
///     let other = Arc::clone(&cell);
///     let thread = weave::raw::spawn(Box::new(move || {
///         let _ = other.set(1);
///     }));
///     let value = *cell.get_or_init(|| 2);
///     assert_eq!(cell.get(), Some(&value));
///     weave::raw::join(thread);
/// });
/// assert!(found.failure.is_none());
/// assert_eq!(found.complete, 2);
/// ```
pub struct OnceLock<T> {
    once: Once,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value may be made on one thread and dropped on another one.
unsafe impl<T: Send> Send for OnceLock<T> {}
// SAFETY: threads share the value once it is there, and any of them may put it in.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}

impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// Makes an empty cell.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new() -> Self {
        Self { once: Once::new(), value: UnsafeCell::new(None) }
    }

    /// The value, if it is there.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.once.is_completed() { self.value() } else { None }
    }

    /// The value, which nobody else can have.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// The value; waits until it is there.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait_force();
        self.value().unwrap_or_else(|| no_value())
    }

    /// Puts a value in; waits while somebody else does.
    ///
    /// # Errors
    ///
    /// Gives `value` back if there is one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.get_or_fill(Location::caller(), || value.take());
        value.map_or(Ok(()), Err)
    }

    /// The value; puts in what `f` returns if there is none, and waits while somebody else does. If
    /// `f` panics the cell stays empty.
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        self.get_or_fill(Location::caller(), || Some(f()));
        self.value().unwrap_or_else(|| no_value())
    }

    /// Takes the value out; the cell is empty then.
    pub fn take(&mut self) -> Option<T> {
        let value = self.value.get_mut().take();
        if value.is_some() {
            self.once = Once::new();
        }
        value
    }

    /// The value without the cell.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    fn get_or_fill(&self, site: &'static Location<'static>, f: impl FnOnce() -> Option<T>) {
        let fill = |_: &OnceState| {
            let value = f();
            if self.value().is_none() {
                // SAFETY: `Once` lets one thread in here, and nobody has a reference yet, since there
                // is no value. While a run is torn down a second thread may be let in; the first one
                // is suspended in `f` and only unwound.
                unsafe { *self.value.get() = value };
            }
            Ok::<(), Infallible>(())
        };
        self.once.run(site, true, fill).unwrap_or_else(|never| match never {});
    }

    fn value(&self) -> Option<&T> {
        // SAFETY: called when `Once` is done, or by who runs it: the value is not written any more
        // while the cell is shared, or only by this thread.
        unsafe { (*self.value.get()).as_ref() }
    }
}

/// `Once` was done, and whoever does it leaves a value.
#[cold]
#[track_caller]
fn no_value() -> ! {
    unreachable!("an initialised cell without a value")
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        let cell = Self::new();
        cell.get_or_fill(Location::caller(), || Some(value));
        cell
    }
}

/// Without the value, which could not be read without an effect on the model.
impl<T> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceLock").finish_non_exhaustive()
    }
}
