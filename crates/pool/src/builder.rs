use std::fmt;
use std::sync::Arc;
use std::thread;

use runtime::Runtime;

use crate::staff::{Hook, Initializer, Staff, Terms};
use crate::{NoWorkers, Panic, ThreadPool};

/// How a [`ThreadPool`] is to be: the arguments of Python's `ThreadPoolExecutor(…)`.
///
/// # Examples
///
/// ```
/// use plainweave_pool::Builder;
///
/// let pool = Builder::new().max_workers(2).name_prefix("printer").build()?;
/// assert_eq!(pool.max_workers(), 2);
/// assert!(Builder::new().max_workers(0).build().is_err());
/// # Ok::<(), plainweave_pool::NoWorkers>(())
/// ```
#[derive(Default)]
#[must_use = "it makes no pool until it is built"]
pub struct Builder {
    max_workers: Option<usize>,
    name_prefix: Option<String>,
    initializer: Option<Initializer>,
    hook: Option<Hook>,
}

impl Builder {
    /// As Python's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many workers there may be at once; unless told, 4 more than there are processors, but at
    /// most 32. Python: `max_workers`.
    pub fn max_workers(self, max_workers: usize) -> Self {
        Self { max_workers: Some(max_workers), ..self }
    }

    /// What the names of the workers begin with: `prefix-0`, `prefix-1` and so on. Python:
    /// `thread_name_prefix`.
    pub fn name_prefix(self, prefix: impl Into<String>) -> Self {
        Self { name_prefix: Some(prefix.into()), ..self }
    }

    /// What each worker does before its first task. If it panics, the pool is broken: tasks that wait
    /// are given up, and new ones are refused. Python: `initializer`, with its `initargs`.
    pub fn initializer(self, initialize: impl Fn() + Send + Sync + 'static) -> Self {
        Self { initializer: Some(Box::new(initialize)), ..self }
    }

    /// What is told of panics that reach nobody else: those of callbacks, initializers, and of
    /// destructors in a worker. Python logs them.
    ///
    /// The process-wide panic hook is told as well, and before. A panic of this hook is ignored.
    pub fn on_panic(self, hook: impl Fn(&Panic) + Send + Sync + 'static) -> Self {
        Self { hook: Some(Box::new(hook)), ..self }
    }

    /// Builds the pool. No thread is started yet.
    ///
    /// # Errors
    ///
    /// [`NoWorkers`] if there may be none. Python: `ValueError`.
    pub fn build(self) -> Result<ThreadPool, NoWorkers> {
        self.build_in()
    }

    /// Builds the pool on the runtime `R`; [`build`](Builder::build) for models.
    ///
    /// # Errors
    ///
    /// [`NoWorkers`] if there may be none.
    #[track_caller]
    pub fn build_in<R: Runtime>(self) -> Result<ThreadPool<R>, NoWorkers> {
        let max_workers = self.max_workers.unwrap_or_else(default_workers);
        if max_workers == 0 {
            return Err(NoWorkers);
        }
        let name_prefix = self.name_prefix.unwrap_or_else(|| "worker".to_owned());
        let Self { initializer, hook, .. } = self;
        let terms = Terms { max_workers, name_prefix, initializer, hook };
        Ok(ThreadPool::of(Arc::new(Staff::new(terms))))
    }

    /// Of a pool that cannot fail to be.
    #[track_caller]
    pub(crate) fn default_pool<R: Runtime>() -> ThreadPool<R> {
        Self::new().build_in().expect("by default there are workers")
    }
}

/// As Python has it: for tasks that mostly wait, and never too many.
fn default_workers() -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    (processors + 4).min(32)
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("max_workers", &self.max_workers)
            .field("name_prefix", &self.name_prefix)
            .finish_non_exhaustive()
    }
}
