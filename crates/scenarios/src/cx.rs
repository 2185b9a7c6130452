use std::marker::PhantomData;
use std::time::Duration;

use runtime::{Deadline, Runtime, Thread};

/// How long a native pause lasts: long enough for another thread to come in between.
const PAUSE: Duration = Duration::from_micros(100);

/// How far away "soon" is on a native clock.
const SOON: Duration = Duration::from_micros(50);

/// What a scenario is given: its sizes, and the few things it does on every runtime.
///
/// It is `Copy`, so that threads can take it along.
///
/// # Examples
///
/// ```
/// use plainweave_scenarios::{Cx, NoParams};
/// use runtime::Native;
/// use std::sync::{Arc, Mutex};
///
/// let cx = Cx::<Native, _>::new(NoParams);
/// let greeting = Arc::new(Mutex::new(String::new()));
/// let ann = cx.spawn("ann", {
///     let greeting = Arc::clone(&greeting);
///     move || {
///         cx.pause();
///         greeting.lock().unwrap().push_str("hello");
///     }
/// });
/// cx.join_all([ann]);
/// assert_eq!(*greeting.lock().unwrap(), "hello");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Cx<R, P> {
    /// The sizes of this run.
    pub params: P,
    runtime: PhantomData<R>,
}

impl<R: Runtime, P> Cx<R, P> {
    /// Creates the context of one run with these sizes.
    pub const fn new(params: P) -> Self {
        Self { params, runtime: PhantomData }
    }

    /// Starts a thread; as [`Runtime::spawn`]. In Python: `Thread(target=body, name=name).start()`.
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    #[track_caller]
    pub fn spawn(&self, name: impl AsRef<str>, body: impl FnOnce() + Send + 'static) -> R::Thread {
        // In a box, so that starting a thread is compiled once for each runtime, not for each body.
        let body: Box<dyn FnOnce() + Send> = Box::new(body);
        R::spawn(name.as_ref(), body)
    }

    /// Starts a daemon, for which no run waits; as [`Runtime::spawn_daemon`]. In Python:
    /// `Thread(target=body, name=name, daemon=True).start()`.
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    #[track_caller]
    pub fn spawn_daemon(
        &self,
        name: impl AsRef<str>,
        body: impl FnOnce() + Send + 'static,
    ) -> R::Thread {
        let body: Box<dyn FnOnce() + Send> = Box::new(body);
        R::spawn_daemon(name.as_ref(), body)
    }

    /// Waits for these threads, one after the other, and passes the first panic on.
    #[track_caller]
    pub fn join_all(&self, threads: impl IntoIterator<Item = R::Thread>) {
        // A `for_each` would hide the caller's line behind its closure.
        for thread in threads {
            thread.join();
        }
    }

    /// Lets other threads come in between, as `time.sleep` does in the Python twin.
    ///
    /// A native thread sleeps a moment. In a model it is nothing: there other threads come in
    /// between any two steps anyway, and one step more would only mean more executions.
    pub fn pause(&self) {
        if !R::IS_MODEL {
            std::thread::sleep(PAUSE);
        }
    }

    /// A deadline that passes soon; in a model, at any moment.
    pub fn soon(&self) -> Deadline {
        R::deadline(SOON)
    }
}
