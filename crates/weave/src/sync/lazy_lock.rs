//! A value that is made when it is first used.
#![expect(unsafe_code, reason = "a cell hands out references to what it holds")]

use std::cell::UnsafeCell;
use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use super::Once;

/// Mirror of [`std::sync::LazyLock`].
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::LazyLock;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let squares: Arc<LazyLock<Vec<u32>>> = Arc::new(LazyLock::new(|| vec![0, 1, 4]));
///     let other = Arc::clone(&squares);
///     let thread = weave::raw::spawn(Box::new(move || assert_eq!(other[2], 4)));
///     assert_eq!(squares[1], 1);
///     weave::raw::join(thread);
/// });
/// // Either of the two makes it.
/// assert_eq!(found.complete, 2);
/// ```
pub struct LazyLock<T, F = fn() -> T> {
    once: Once,
    state: UnsafeCell<State<T, F>>,
}

enum State<T, F> {
    Unused(F),
    /// Being made, or its making has panicked.
    Nothing,
    Made(T),
}

// SAFETY: the value may be made on one thread and dropped on another one, the function likewise.
unsafe impl<T: Send, F: Send> Send for LazyLock<T, F> {}
// SAFETY: threads share the value; the function is called on one of them and never shared.
unsafe impl<T: Send + Sync, F: Send> Sync for LazyLock<T, F> {}

impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// Makes a value that `make` will make.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(make: F) -> Self {
        Self { once: Once::new(), state: UnsafeCell::new(State::Unused(make)) }
    }

    /// The value; makes it if it has not been made, and waits while somebody else does.
    ///
    /// # Panics
    ///
    /// If its making panicked.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        let make = |_: &super::OnceState| {
            // SAFETY: `Once` lets one thread in here, and there are no references to what is inside
            // before it is done. While a run is torn down a second thread may be let in; the first
            // one is suspended in the function that it has taken out, and only unwound.
            let state = unsafe { &mut *this.state.get() };
            if let State::Unused(make) = std::mem::replace(state, State::Nothing) {
                let value = make();
                // SAFETY: as above; the function could not get at the inside, since a second call
                // of `force` waits.
                unsafe { *this.state.get() = State::Made(value) };
            }
            Ok::<(), Infallible>(())
        };
        this.once.run(Location::caller(), false, make).unwrap_or_else(|never| match never {});
        // SAFETY: `Once` is done: nothing writes any more.
        match unsafe { &*this.state.get() } {
            State::Made(value) => value,
            _ => panic!("LazyLock instance has previously been poisoned"),
        }
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default)
    }
}

/// Without the value, which could not be read without an effect on the model.
impl<T, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyLock").finish_non_exhaustive()
    }
}
