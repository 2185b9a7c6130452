use std::fmt;
use std::mem;
use std::sync::Arc;

use runtime::{Native, Operation, Runtime};

use crate::core::{Awaited, Core, Home, Outcome, Shared};
use crate::panic::{Payload, panic_of_task};
use crate::progress::Claim;
use crate::{Future, Panic, TaskError, WasCancelled};

/// The other end of a [`Future`]: whoever has it brings the result.
///
/// There is one for each future, and it is used up by bringing the result. If it is dropped instead,
/// the future is [`Broken`](TaskError::Broken): nobody waits for ever.
///
/// Python has no such type; there `set_result` is a method of the future, "for executors and tests".
///
/// # Examples
///
/// ```
/// use plainweave_pool::{Promise, TaskError};
///
/// let promise = Promise::new();
/// let future = promise.future();
/// std::thread::spawn(move || promise.set_result("done"));
/// assert_eq!(*future.result()?, "done");
///
/// let promise = Promise::<u32>::new();
/// let future = promise.future();
/// drop(promise);
/// assert!(matches!(future.result(), Err(TaskError::Broken)));
/// # Ok::<(), TaskError>(())
/// ```
#[must_use = "dropping it breaks its future"]
pub struct Promise<T: Send + 'static, R: Runtime = Native> {
    future: Future<T, R>,
    stage: Stage,
}

/// How far the promise itself knows the task to have come.
enum Stage {
    Pending,
    /// It is said to run.
    Running(Claim),
    /// There is nothing left to bring.
    Over,
}

/// The home of a task that is no pool's.
struct Alone;

impl<R: Runtime> Home<R> for Alone {
    /// The panic hook has told already, and there is nobody else to tell.
    fn report(&self, _: &Panic) {}

    fn blocks(&self, _: &dyn Fn() -> Box<dyn Awaited>) -> Result<bool, TaskError> {
        Ok(false)
    }

    fn unblocks(&self) {}
}

impl<T: Send + 'static> Promise<T> {
    /// Creates a promise, and its pending future. Python: `Future()`.
    pub fn new() -> Self {
        Self::new_in()
    }
}

impl<T: Send + 'static> Default for Promise<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send + 'static, R: Runtime> Promise<T, R> {
    /// Creates a promise on the runtime `R`; [`new`](Promise::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        Self::of(Core::new(None))
    }

    /// Creates a promise whose future has this name in traces.
    #[track_caller]
    pub fn named_in(name: &'static str) -> Self {
        Self::of(Core::new(Some(name)))
    }

    fn of(core: Core<T, R>) -> Self {
        let future = Future { shared: Arc::new(Shared { core, home: Alone }) };
        Self { future, stage: Stage::Pending }
    }

    /// A handle of the future.
    pub fn future(&self) -> Future<T, R> {
        self.future.clone()
    }

    /// Says that the task runs from now on; false if it was cancelled before, so that it must not run.
    /// Python: `set_running_or_notify_cancel()`.
    ///
    /// From then on the future cannot be cancelled. Asked again, it says the same again.
    #[track_caller]
    pub fn start(&mut self) -> bool {
        if let Stage::Pending = self.stage {
            self.stage = self.claim("start").map_or(Stage::Over, Stage::Running);
        }
        matches!(self.stage, Stage::Running(_))
    }

    /// Brings the result. Python: `set_result(value)`.
    ///
    /// # Errors
    ///
    /// [`WasCancelled`] with the result if the future was cancelled before.
    #[track_caller]
    pub fn set_result(mut self, value: T) -> Result<(), WasCancelled<T>> {
        self.finish("set_result", value, Outcome::Value).map_err(WasCancelled)
    }

    /// Has those who ask for the result told that the task panicked, with this payload. Python:
    /// `set_exception(exception)`.
    ///
    /// # Errors
    ///
    /// [`WasCancelled`] with the payload if the future was cancelled before.
    #[track_caller]
    pub fn set_panic(mut self, payload: Payload) -> Result<(), WasCancelled<Payload>> {
        let outcome = |payload| Outcome::Panicked(panic_of_task(payload));
        self.finish("set_panic", payload, outcome).map_err(WasCancelled)
    }

    #[track_caller]
    fn finish<U>(
        &mut self,
        operation: impl Into<Operation>,
        value: U,
        outcome: impl FnOnce(U) -> Outcome<T>,
    ) -> Result<(), U> {
        let operation = operation.into();
        let claim = match mem::replace(&mut self.stage, Stage::Over) {
            Stage::Pending => self.claim(operation),
            Stage::Running(claim) => Some(claim),
            Stage::Over => None,
        };
        let Some(claim) = claim else { return Err(value) };
        let core = &self.future.shared.core;
        let told = R::call(core.word(), operation, || core.finish(claim, outcome(value)));
        self.future.tell(told);
        Ok(())
    }

    /// Claims the task, or tells those who wait that it was cancelled.
    #[track_caller]
    fn claim(&self, operation: impl Into<Operation>) -> Option<Claim> {
        let core = &self.future.shared.core;
        match R::call(core.word(), operation, || core.claim()) {
            Ok(claim) => Some(claim),
            Err(told) => {
                self.future.tell(told);
                None
            }
        }
    }
}

impl<T: Send + 'static, R: Runtime> Drop for Promise<T, R> {
    fn drop(&mut self) {
        if !R::is_abandoned() {
            // If it was cancelled, that is known now; and if it is over, nothing happens.
            let _ = self.finish(Operation::dropping("drop"), (), |()| Outcome::Broken);
        }
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Promise<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Promise").field("future", &self.future).finish_non_exhaustive()
    }
}
